package io.github.useremails.persistence;

import io.github.useremails.migrations.LegacyColumn;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import java.lang.reflect.Method;
import org.flywaydb.core.Flyway;

/** Stops the move behind each of its scripts, which the migrations offer for two of them only. */
final class MoveSteps {

    /** From the last script before the move to the last one before the contract. */
    static final int FIRST = 15;

    static final int LAST = 23;

    private MoveSteps() {}

    static void migrate(Database database, LegacyColumn column, int version) throws ReflectiveOperationException {
        Migrations all = Migrations.of(database.directDataSource()).movingFrom(column);
        // With all of their settings, whatever these are.
        Method method = Migrations.class.getDeclaredMethod("flyway");
        method.setAccessible(true);
        Flyway flyway = (Flyway) method.invoke(all);
        Flyway.configure()
                .configuration(flyway.getConfiguration())
                .target(String.valueOf(version))
                .load()
                .migrate();
    }
}
