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
     * The pool whose connections belong to one borrower at a time. It is known by name, since the library does not
     * depend on it; a subclass or a wrapper may hand out the connection of a transaction.
     */
    private static final String EXCLUSIVE_POOL = "com.zaxxer.hikari.HikariDataSource";

    private RunningTransaction() {}

    /** Refuses a connection on which a commit of the library could end a transaction of the application. */
    static void refuse(Connection connection, boolean autoCommitMayBeOff) throws SQLException {
        if (isOpen(driver(connection))) {
            throw new IllegalStateException("the data source provided a connection on which a transaction is running, "
                    + "and this call would end it: to take part in the transaction use "
                    + "PostgresUserEmails.joining(configuration), otherwise pass the pool itself");
        }
        // A transaction that has sent no statement yet is unknown to the driver, too.
        if (!connection.getAutoCommit() && (!autoCommitMayBeOff || SpringConnections.joinsTransactions(connection))) {
            throw new IllegalStateException("the data source provided a connection with auto-commit off, which may "
                    + "belong to a transaction of the application, and this call would end it: to take part in the "
                    + "transaction use PostgresUserEmails.joining(configuration), otherwise pass a pool itself, with "
                    + "poolWithoutAutoCommit() on the builder if it hands out all connections like this");
        }
    }

    /** Whether no connection of the data source can belong to a transaction of somebody else. */
    static boolean isExclusivePool(DataSource dataSource) {
        return dataSource.getClass().getName().equals(EXCLUSIVE_POOL);
    }

    /** Refuses a connection that cannot belong to a transaction of the application, so a write in it would be lost. */
    static void require(Connection connection, ConnectionProvider provider) throws SQLException {
        boolean pooled = provider instanceof DataSourceConnectionProvider pool && isExclusivePool(pool.dataSource());
        if (connection.getAutoCommit() || pooled) {
            throw new IllegalStateException("no transaction was running that the change could join: begin one, or use "
                    + "PostgresUserEmails.over(dataSource), which begins its own");
        }
    }

    /**
     * Refuses a write that went with its connection: a pool whose connections have auto-commit off rolls back what is
     * open when it gets the connection back. It is not seen if another thread has begun a transaction there meanwhile.
     */
    static void requireAfterRelease(Optional<BaseConnection> driver) throws SQLException {
        if (driver.isPresent() && (driver.get().isClosed() || !isOpen(driver.get()))) {
            throw new IllegalStateException("no transaction was running that the change could join, so the pool undid "
                    + "it with the end of the connection: begin one, or use PostgresUserEmails.over(dataSource), which begins its "
                    + "own");
        }
    }

    /** The connection behind proxies and pools, while a transaction is open there. */
    static Optional<BaseConnection> inTransaction(Connection connection) {
        BaseConnection driver = driver(connection);
        return isOpen(driver) ? Optional.ofNullable(driver) : Optional.empty();
    }

    private static boolean isOpen(@Nullable BaseConnection driver) {
        return driver != null && driver.getTransactionState() != TransactionState.IDLE;
    }

    /** Null where a proxy hides the driver. One call and no object of ours, since every lookup comes by. */
    private static @Nullable BaseConnection driver(Connection connection) {
        if (connection instanceof BaseConnection driver) {
            return driver;
        }
        try {
            return connection.unwrap(BaseConnection.class);
        } catch (SQLException e) {
            // Auto-commit still tells enough.
            return null;
        }
    }
}
