package io.github.useremails.persistence.internal.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements that each write one row, sent in order in a single round trip. */
public final class StatementSequence {

    private final List<String> statements = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    public void add(RenderedSql statement, @Nullable Object... itsValues) {
        statements.add(statement.text());
        values.addAll(Arrays.asList(itsValues));
    }

    /** Sends the statements, if there are any. */
    public void execute(Connection connection) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement all = connection.prepareStatement(String.join("; ", statements))) {
            for (int i = 0; i < values.size(); i++) {
                all.setObject(i + 1, values.get(i));
            }
            all.execute();
        }
    }

    /** Sends the statements followed by a commit, if there are any. */
    void executeAndCommit(Connection connection) throws SQLException {
        if (!statements.isEmpty()) {
            statements.add("commit");
        }
        execute(connection);
    }
}
