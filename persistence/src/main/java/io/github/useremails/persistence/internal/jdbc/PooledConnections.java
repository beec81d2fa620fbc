package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Connections of a pool. The library begins and ends its transactions, and may retry them. */
public final class PooledConnections implements Connections {

    private final DataSource dataSource;
    private final Retry retry;
    private final boolean autoCommitMayBeOff;

    private PooledConnections(DataSource dataSource, Retry retry, boolean autoCommitMayBeOff) {
        this.dataSource = dataSource;
        this.retry = retry;
        this.autoCommitMayBeOff = autoCommitMayBeOff || RunningTransaction.isExclusivePool(dataSource);
    }

    /** Returns a pool whose changes are attempted this often if they conflict with other transactions. */
    public static PooledConnections of(DataSource dataSource, int attempts, boolean autoCommitMayBeOff) {
        return new PooledConnections(dataSource, new Retry(attempts), autoCommitMayBeOff);
    }

    @Override
    public <T> T lookup(Work<T> work) {
        return attempt(work, false);
    }

    @Override
    public <T> T statement(Work<T> work) {
        return attempt(work, false);
    }

    @Override
    public <T> T transaction(Work<T> work) {
        return attempt(work, true);
    }

    /** Returns the same connections with a replica for lookups. */
    public Connections withReplica(Replica replica) {
        return new ReplicatedConnections(this, replica, Optional.empty());
    }

    private <T> T attempt(Work<T> work, boolean transaction) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = open()) {
                return run(connection, work, transaction, Optional.empty());
            } catch (SQLException e) {
                retry.pauseOrThrow(attempt, e);
            }
        }
    }

    Connection open() {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw DatabaseErrors.noConnection(e);
        }
    }

    <T> T run(Connection connection, Work<T> work, boolean transaction, Optional<WritePosition> notBefore)
            throws SQLException {
        RunningTransaction.refuse(connection, autoCommitMayBeOff);
        boolean autoCommit = connection.getAutoCommit();
        if (autoCommit && !transaction) {
            return work.in(Session.autoCommit(connection, notBefore));
        }
        Session session = Session.ownTransaction(connection, notBefore);
        connection.setAutoCommit(false);
        try {
            T result = work.in(session);
            session.commit();
            connection.setAutoCommit(autoCommit);
            return result;
        } catch (Throwable failure) {
            rollBack(connection, autoCommit, failure);
            throw failure;
        }
    }

    private static void rollBack(Connection connection, boolean autoCommit, Throwable failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            // The first failure is more informative than the failed rollback of a broken connection.
            failure.addSuppressed(DatabaseErrors.withoutData(e));
        }
    }
}
