package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Connections of a pool: the library begins and ends its transactions, and may try them again. */
record PooledConnections(DataSource dataSource, Repetition repetition, boolean autoCommitMayBeOff)
        implements Connections {

    static PooledConnections over(DataSource dataSource, UsersSettings settings) {
        return new PooledConnections(
                dataSource, new Repetition(settings.attempts()), mayBeWithoutAutoCommit(dataSource, settings));
    }

    static PooledConnections overReplica(DataSource replica, UsersSettings settings) {
        return new PooledConnections(replica, new Repetition(1), mayBeWithoutAutoCommit(replica, settings));
    }

    private static boolean mayBeWithoutAutoCommit(DataSource dataSource, UsersSettings settings) {
        return settings.poolWithoutAutoCommit() || RunningTransaction.isExclusivePool(dataSource);
    }

    @Override
    public <T> T separately(Work<T> work) {
        return repeated(() -> {
            try (Connection connection = connection()) {
                RunningTransaction.refuse(connection, autoCommitMayBeOff);
                return connection.getAutoCommit() ? work.on(connection) : committed(connection, false, work);
            }
        });
    }

    @Override
    public <T> T together(Work<T> work) {
        return repeated(() -> {
            try (Connection connection = connection()) {
                RunningTransaction.refuse(connection, autoCommitMayBeOff);
                boolean autoCommit = connection.getAutoCommit();
                connection.setAutoCommit(false);
                return committed(connection, autoCommit, work);
            }
        });
    }

    @Override
    public <T> T alone(Work<T> work) {
        return separately(work);
    }

    @Override
    public <T> T together(Change<T> change) {
        return together(connection -> change.on(connection, Ending.COMMIT));
    }

    @Override
    public Connections withReplica(Replica replica) {
        return new ReplicatedConnections(this, replica, Optional.empty());
    }

    private Connection connection() {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw DatabaseErrors.noConnection(e);
        }
    }

    private <T> T repeated(Repetition.Transaction<T> transaction) {
        try {
            return repetition.of(transaction);
        } catch (SQLException e) {
            throw DatabaseErrors.translated(e);
        }
    }

    private static <T> T committed(Connection connection, boolean autoCommitAfter, Work<T> work) throws SQLException {
        try {
            T result = work.on(connection);
            // The driver sends nothing where the last statement has ended the transaction.
            connection.commit();
            connection.setAutoCommit(autoCommitAfter);
            return result;
        } catch (Throwable failure) {
            rollBack(connection, autoCommitAfter, failure);
            throw failure;
        }
    }

    private static void rollBack(Connection connection, boolean autoCommit, Throwable failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            // The first failure says more than that a broken connection cannot be rolled back.
            failure.addSuppressed(DatabaseErrors.withoutData(e));
        }
    }
}
