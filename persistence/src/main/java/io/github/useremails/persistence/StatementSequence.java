package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements that each write one row, sent one after the other in a single round trip. */
final class StatementSequence {

    private final List<String> statements = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    void add(Statement statement, @Nullable Object... itsValues) {
        statements.add(statement.sql());
        values.addAll(Arrays.asList(itsValues));
    }

    /** Sends the statements with an ending; nothing at all, if there are none. */
    void execute(Connection connection, Ending ending) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        if (ending == Ending.COMMIT) {
            statements.add("commit");
        }
        try (PreparedStatement all = connection.prepareStatement(String.join("; ", statements))) {
            for (int i = 0; i < values.size(); i++) {
                all.setObject(i + 1, values.get(i));
            }
            all.execute();
        }
    }
}
