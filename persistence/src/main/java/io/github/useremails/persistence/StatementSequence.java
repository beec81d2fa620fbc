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

    private static final String SERIALIZATION_FAILURE = "40001";

    private final List<String> statements = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    void add(Statement statement, @Nullable Object... itsValues) {
        statements.add(statement.sql());
        values.addAll(Arrays.asList(itsValues));
    }

    /**
     * Sends the statements; none, if there are none.
     *
     * @throws SQLException also if one of them did not find its row. Then somebody took the row away who did not lock
     *     the user first, so the error is the one of a transaction that should look again.
     */
    void execute(Connection connection) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement all = connection.prepareStatement(String.join("; ", statements))) {
            for (int i = 0; i < values.size(); i++) {
                all.setObject(i + 1, values.get(i));
            }
            all.execute();
            for (int i = 0; i < statements.size(); i++) {
                if (all.getUpdateCount() != 1) {
                    throw new SQLException("a row of the user was changed without a lock", SERIALIZATION_FAILURE);
                }
                all.getMoreResults();
            }
        }
    }
}
