package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** SQL text that is ready to be sent, and the one way to send it as a query. */
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

    /** As a lookup: where the answer must contain something, the replica says in the same round trip that it does. */
    <T> T query(Reading reading, Parameters parameters, Answer<T> answer) throws SQLException {
        if (reading.notBefore().isEmpty()) {
            return query(reading.connection(), parameters, answer);
        }
        WritePosition position = reading.notBefore().get();
        String both = Replay.before(this).sql();
        try (PreparedStatement statement = reading.connection().prepareStatement(both)) {
            parameters.bind(statement);
            statement.execute();
            try (ResultSet replayed = statement.getResultSet()) {
                if (!Replay.replayed(replayed).filter(position::isReachedBy).isPresent()) {
                    throw new ReplicaBehindException();
                }
            }
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                return answer.read(rows);
            }
        }
    }
}
