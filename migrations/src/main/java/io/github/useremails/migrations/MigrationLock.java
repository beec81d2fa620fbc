package io.github.useremails.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/**
 * Lets one run of the migrations go at a time. Flyway locks its history, but two first runs meet before there is one:
 * the second fails at the baseline that the first has just begun.
 */
final class MigrationLock implements AutoCloseable {

    private static final long PAUSE_MILLISECONDS = 100;

    private final Connection connection;

    private MigrationLock(Connection connection) {
        this.connection = connection;
    }

    /** Waits for its turn, as long as another run takes. */
    static MigrationLock acquire(DataSource dataSource, PlainName schema) {
        try {
            MigrationLock lock = new MigrationLock(dataSource.getConnection());
            try {
                // Asking again instead of waiting in the server: a statement that waits has a snapshot, and an index
                // that is built concurrently would wait for that.
                while (!lock.isFree(schema)) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
                }
                return lock;
            } catch (SQLException | InterruptedException | RuntimeException e) {
                closeAfter(e, lock);
                throw e;
            }
        } catch (SQLException e) {
            throw new FlywayException("the migrations cannot begin: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlywayException("interrupted while another run of the migrations was going on", e);
        }
    }

    /** Why it failed first says more than that a broken connection cannot be given back. */
    private static void closeAfter(Exception failure, MigrationLock lock) {
        try {
            lock.close();
        } catch (FlywayException e) {
            failure.addSuppressed(e);
        }
    }

    /** Gives the lock back with the connection, whatever a pool does with that afterwards. */
    @Override
    public void close() {
        try (connection;
                PreparedStatement unlock = connection.prepareStatement("select pg_advisory_unlock_all()")) {
            unlock.execute();
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new FlywayException("the lock of the migrations was not given back: " + e.getMessage(), e);
        }
    }

    private boolean isFree(PlainName schema) throws SQLException {
        try (PreparedStatement tryLock = connection.prepareStatement(
                "select pg_try_advisory_lock(hashtextextended('useremails migrations of ' || ?, 0))")) {
            tryLock.setString(1, schema.value());
            try (ResultSet answer = tryLock.executeQuery()) {
                answer.next();
                boolean free = answer.getBoolean(1);
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
                return free;
            }
        }
    }
}
