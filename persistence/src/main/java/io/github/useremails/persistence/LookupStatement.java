package io.github.useremails.persistence;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A statement that looks something up: sent by itself, or behind the question how far the replica has come. */
record LookupStatement(Statement alone, Statement afterReplay) {

    static LookupStatement of(Statement lookup) {
        return new LookupStatement(lookup, Replay.before(lookup));
    }

    /** One round trip: where the answer must contain something, the replica says in the same that it does. */
    <T> T query(Reading reading, Statement.Parameters parameters, Statement.Answer<T> answer) throws SQLException {
        if (reading.notBefore().isEmpty()) {
            return alone.query(reading.connection(), parameters, answer);
        }
        WritePosition position = reading.notBefore().get();
        try (PreparedStatement statement = reading.connection().prepareStatement(afterReplay.sql())) {
            parameters.bind(statement);
            statement.execute();
            try (ResultSet replayed = statement.getResultSet()) {
                if (Replay.replayed(replayed).filter(position::isReachedBy).isEmpty()) {
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
