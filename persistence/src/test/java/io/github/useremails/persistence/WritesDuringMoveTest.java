package io.github.useremails.persistence;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.migrations.PendingScript;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a call returns is what is stored, confirmations included, behind every script of the move and from every
 * definition of the column: the triggers of the move have no opinion of their own.
 */
@Tag("slow")
class WritesDuringMoveTest {

    private final SoftAssertions everyCall = new SoftAssertions();

    @ParameterizedTest
    @EnumSource
    void everyCallReturnsWhatIsStoredBehindEveryScript(LegacyDefinition definition) throws Exception {
        try (Database moved = Databases.shared().create()) {
            definition.create(moved);
            for (PendingScript script : MoveSteps.of(moved, definition.column())) {
                MoveSteps.run(moved, script);
                if (MoveSteps.isNoticeable(script)) {
                    String name = MoveSteps.name(script);
                    boolean beforeTheMove = name.equals(MoveSteps.BEFORE);
                    try (Database copy = Databases.shared().create(moved.name())) {
                        new EveryWrite(copy, definition, name, beforeTheMove, everyCall).run();
                    }
                }
            }
        }
        everyCall.assertAll();
    }

    /** A new installation, where nobody is in the column yet. */
    @Test
    void everyCallReturnsWhatIsStoredAfterTheContract() throws SQLException {
        LegacyDefinition definition = LegacyDefinition.NULLABLE;
        try (Database contracted = Databases.shared().create()) {
            definition.create(contracted);
            contracted.execute("truncate users");
            Migrations.of(contracted.directDataSource())
                    .movingFrom(definition.column())
                    .withContract()
                    .migrate();
            new EveryWrite(contracted, definition, "contract", true, everyCall).run();
        }
        everyCall.assertAll();
    }
}
