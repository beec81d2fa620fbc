package io.github.useremails.persistence.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Optional;
import org.jooq.ConnectionProvider;
import org.jooq.exception.DataAccessException;
import org.postgresql.core.BaseConnection;

/** The connection of the application's own transaction. */
public record JoinedTransaction(ConnectionProvider provider) implements Connections {

    /** The result of a change, and the connection on which its transaction must still be open. */
    private record Joined<T>(T result, Optional<BaseConnection> transaction) {}

    @Override
    public <T> T lookup(Work<T> work) {
        Connection connection = acquire();
        try {
            return work.in(Session.joined(connection));
        } catch (SQLException e) {
            throw DatabaseErrors.translated(e);
        } finally {
            provider.release(connection);
        }
    }

    @Override
    public <T> T statement(Work<T> work) {
        return transaction(work);
    }

    @Override
    public <T> T transaction(Work<T> work) {
        Joined<T> joined = lookup(session -> {
            RunningTransaction.require(session.connection(), provider);
            T result = undoneOnFailure(session, work);
            return new Joined<>(result, RunningTransaction.inTransaction(session.connection()));
        });
        try {
            RunningTransaction.requireAfterRelease(joined.transaction());
        } catch (SQLException e) {
            throw DatabaseErrors.translated(e);
        }
        return joined.result();
    }

    /**
     * Rolls back to a savepoint after a failure. Otherwise PostgreSQL would reject the application's next statement,
     * and the driver would attach the first error to that rejection, possibly with an address.
     */
    private static <T> T undoneOnFailure(Session session, Work<T> work) throws SQLException {
        Connection connection = session.connection();
        Savepoint before = connection.setSavepoint();
        try {
            T result = work.in(session);
            connection.releaseSavepoint(before);
            return result;
        } catch (Throwable failure) {
            undo(connection, before, failure);
            throw failure;
        }
    }

    private static void undo(Connection connection, Savepoint before, Throwable failure) {
        try {
            connection.rollback(before);
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            // The first failure is more informative than the failed rollback of a broken connection.
            failure.addSuppressed(DatabaseErrors.withoutData(e));
        }
    }

    private Connection acquire() {
        Connection connection;
        try {
            connection = provider.acquire();
        } catch (DataAccessException e) {
            throw DatabaseErrors.noConnection(e);
        }
        if (connection == null) {
            throw new IllegalStateException("the jOOQ configuration provides no connection");
        }
        return connection;
    }
}
