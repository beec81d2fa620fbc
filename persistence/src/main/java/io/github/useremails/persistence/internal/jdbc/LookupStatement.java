package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A statement that looks something up: sent by itself, or after the question what the replica has replayed. */
public record LookupStatement(String alone, String afterReplay) {

    public static LookupStatement of(RenderedSql lookup) {
        return new LookupStatement(
                lookup.text(), WalPositions.REPLAYED.then(lookup).text());
    }

    /**
     * One round trip, also where the answer must contain a certain write.
     *
     * @throws ReplicaBehindException if the replica has not replayed it
     */
    public <T> T query(Session session, RenderedSql.Parameters parameters, RenderedSql.Answer<T> answer)
            throws SQLException {
        boolean anyPosition = session.notBefore().isEmpty();
        try (PreparedStatement statement = session.connection().prepareStatement(anyPosition ? alone : afterReplay)) {
            parameters.bind(statement);
            statement.execute();
            if (!anyPosition) {
                requireReplayed(session.notBefore().get(), statement);
            }
            try (ResultSet rows = statement.getResultSet()) {
                return answer.read(rows);
            }
        }
    }

    /** Leaves the statement at the result of the lookup. */
    private static void requireReplayed(WritePosition position, PreparedStatement statement) throws SQLException {
        try (ResultSet replayed = statement.getResultSet()) {
            if (WalPositions.replayed(replayed).filter(position::isReachedBy).isEmpty()) {
                throw new ReplicaBehindException();
            }
        }
        statement.getMoreResults();
    }
}
