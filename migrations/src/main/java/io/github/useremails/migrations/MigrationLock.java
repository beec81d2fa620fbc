package io.github.useremails.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/**
 * Ensures that only one migration run is active. Flyway locks its history, but two first runs begin before there is a
 * history: the second fails at the baseline that the first has just created.
 */
final class MigrationLock implements AutoCloseable {

    private static final long PAUSE_MILLISECONDS = 100;

    private static final String KEY = "hashtextextended('useremails migrations of ' || ?, 0)";

    private final Connection connection;
    private final PlainName schema;

    private MigrationLock(Connection connection, PlainName schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** Waits until the lock is free, as long as another run takes. */
    static MigrationLock acquire(DataSource dataSource, PlainName schema) {
        try {
            MigrationLock lock = new MigrationLock(dataSource.getConnection(), schema);
            try {
                // Polls instead of waiting in the server: a waiting statement holds a snapshot, and an index that is
                // built
                // concurrently would wait for that.
                while (!lock.ask("select pg_try_advisory_lock(" + KEY + ")")) {
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
            throw new FlywayException("interrupted while waiting for another run of the migrations", e);
        }
    }

    /** The original failure explains more than the failure to release the lock on a broken connection. */
    private static void closeAfter(Exception failure, MigrationLock lock) {
        try {
            lock.connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Releases the lock with the connection, whatever a pool then does with the connection. */
    @Override
    public void close() {
        try (connection) {
            if (ask("select pg_advisory_unlock(" + KEY + ")")) {
                return;
            }
        } catch (SQLException e) {
            throw new FlywayException("the lock of the migrations was not released: " + e.getMessage(), e);
        }
        throw new FlywayException(
                "the lock of the migrations was acquired in another session and is still held there: run the"
                        + " migrations on a direct connection, not through PgBouncer in transaction mode. Other runs wait"
                        + " until it closes that session");
    }

    private boolean ask(String question) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, schema.value());
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                boolean yes = answer.getBoolean(1);
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
                return yes;
            }
        }
    }
}
