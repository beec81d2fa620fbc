package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A lookup as SQL text: alone, or after the query for the position that the replica has replayed. */
public record LookupStatement(String alone, String afterReplay) {

    public static LookupStatement of(RenderedSql lookup) {
        return new LookupStatement(
                lookup.text(), WalPositions.REPLAYED.then(lookup).text());
    }

    /**
     * Runs the lookup in one round trip, even if the result must include a certain write.
     *
     * @throws ReplicaBehindException if the replica has not replayed the write
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

    /** Moves the statement to the result of the lookup. */
    private static void requireReplayed(WritePosition position, PreparedStatement statement) throws SQLException {
        try (ResultSet replayed = statement.getResultSet()) {
            if (WalPositions.replayed(replayed).filter(position::isReachedBy).isEmpty()) {
                throw new ReplicaBehindException();
            }
        }
        statement.getMoreResults();
    }
}
