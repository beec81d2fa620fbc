package io.github.useremails.persistence.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.ConnectionProvider;
import org.jooq.impl.DataSourceConnectionProvider;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Recognizes a transaction that the library did not begin, without asking the server. */
final class RunningTransaction {

    /**
     * A pool whose connections have one borrower at a time. It is recognized by its class name, since the library does
     * not depend on it. A subclass or a wrapper may hand out the connection of a transaction.
     */
    private static final String EXCLUSIVE_POOL = "com.zaxxer.hikari.HikariDataSource";

    private RunningTransaction() {}

    /** Rejects a connection on which a commit of the library could end a transaction of the application. */
    static void refuse(Connection connection, boolean autoCommitMayBeOff) throws SQLException {
        if (isOpen(driver(connection))) {
            throw new IllegalStateException("the data source provided a connection on which a transaction is running, "
                    + "and this call would end it: to take part in the transaction use "
                    + "PostgresUserEmails.joining(configuration), otherwise pass the pool itself");
        }
        // The driver does not know about a transaction that has not sent a statement yet.
        if (!connection.getAutoCommit() && (!autoCommitMayBeOff || SpringConnections.joinsTransactions(connection))) {
            throw new IllegalStateException("the data source provided a connection with auto-commit off, which may "
                    + "belong to a transaction of the application, and this call would end it: to take part in the "
                    + "transaction use PostgresUserEmails.joining(configuration), otherwise pass a pool itself, with "
                    + "poolWithoutAutoCommit() on the builder if it hands out all connections like this");
        }
    }

    /** Returns whether the data source never hands out the connection of a running transaction. */
    static boolean isExclusivePool(DataSource dataSource) {
        return dataSource.getClass().getName().equals(EXCLUSIVE_POOL);
    }

    /** Rejects a connection that cannot belong to a transaction of the application, so a write would be lost. */
    static void require(Connection connection, ConnectionProvider provider) throws SQLException {
        boolean pooled = provider instanceof DataSourceConnectionProvider pool && isExclusivePool(pool.dataSource());
        if (connection.getAutoCommit() || pooled) {
            throw new IllegalStateException("no transaction was running that the change could join: begin one, or use "
                    + "PostgresUserEmails.over(dataSource), which begins its own");
        }
    }

    /**
     * Detects a write that was lost with its connection: a pool whose connections have auto-commit off rolls back an
     * open transaction when a connection is returned. The loss goes undetected if another thread has begun a
     * transaction on the connection in the meantime.
     */
    static void requireAfterRelease(Optional<BaseConnection> driver) throws SQLException {
        if (driver.isPresent() && (driver.get().isClosed() || !isOpen(driver.get()))) {
            throw new IllegalStateException("no transaction was running that the change could join, so the pool rolled "
                    + "it back when the connection was returned: begin one, or use "
                    + "PostgresUserEmails.over(dataSource), which begins its own");
        }
    }

    /** Returns the driver's connection behind proxies and pools if a transaction is open on it. */
    static Optional<BaseConnection> inTransaction(Connection connection) {
        BaseConnection driver = driver(connection);
        return isOpen(driver) ? Optional.ofNullable(driver) : Optional.empty();
    }

    private static boolean isOpen(@Nullable BaseConnection driver) {
        return driver != null && driver.getTransactionState() != TransactionState.IDLE;
    }

    /** Returns null if a proxy hides the driver. It allocates nothing, since every lookup calls it. */
    private static @Nullable BaseConnection driver(Connection connection) {
        if (connection instanceof BaseConnection driver) {
            return driver;
        }
        try {
            return connection.unwrap(BaseConnection.class);
        } catch (SQLException e) {
            // The caller then relies on auto-commit alone.
            return null;
        }
    }
}
