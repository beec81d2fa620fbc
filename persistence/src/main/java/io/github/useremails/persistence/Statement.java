package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** SQL text that is ready to be sent, and how it is sent as a query by itself. */
record Statement(String sql) {

    @FunctionalInterface
    interface Parameters {
        void bind(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    interface Answer<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** This statement and another one after it, to be sent together: two answers for one round trip. */
    Statement then(Statement next) {
        return new Statement(sql + "; " + next.sql);
    }

    <T> T query(Connection connection, Parameters parameters, Answer<T> answer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                return answer.read(rows);
            }
        }
    }
}
