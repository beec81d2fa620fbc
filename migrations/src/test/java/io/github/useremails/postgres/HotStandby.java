package io.github.useremails.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A server that follows another one: it replays what the primary writes, and answers queries in the meantime. It is an
 * {@link EmbeddedServer} in all else, and ends with the JVM as the primary does.
 */
public final class HotStandby implements AutoCloseable {

    private static final String SERIALIZATION_FAILURE = "40001";

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final EmbeddedServer server;
    private EmbeddedServer primary;

    private HotStandby(EmbeddedServer primary, EmbeddedServer server) {
        this.primary = primary;
        this.server = server;
    }

    /**
     * Starts a standby with all that the primary has. The primary is stopped for the time of the copy: its open
     * sessions break off.
     *
     * @param primary running
     * @return the standby, which follows and takes queries
     */
    public static HotStandby of(EmbeddedServer primary) {
        return of(primary, Map.of());
    }

    /**
     * As {@link #of(EmbeddedServer)}, with settings of its own.
     *
     * @param primary running
     * @param additionalSettings as in {@link EmbeddedServer#start(Map)}
     * @return the standby, which follows and takes queries
     */
    public static HotStandby of(EmbeddedServer primary, Map<String, String> additionalSettings) {
        // A standby that was away finds there what it has missed.
        execute(primary, "alter system set wal_keep_size = '256MB'");
        HotStandby standby = new HotStandby(primary, primary.standby(additionalSettings));
        standby.awaitReplay();
        return standby;
    }

    public EmbeddedServer server() {
        return server;
    }

    /** Returns as soon as the standby shows all that is committed on the primary at the time of the call. */
    public void awaitReplay() {
        // The commit brings everything before it to disk, from where it is sent. Of nothing written it would not.
        execute(
                primary,
                "begin; set local synchronous_commit = local; select pg_logical_emit_message(true, '', ''); commit");
        awaitReplay(text(primary, "select pg_current_wal_flush_lsn()"));
    }

    /** Goes on receiving, and shows nothing newer, until replay is resumed or the standby promoted. */
    public void pauseReplay() {
        execute(server, "select pg_wal_replay_pause()");
        await(server, "select pg_get_wal_replay_pause_state() = 'paused'");
    }

    public void resumeReplay() {
        execute(server, "select pg_wal_replay_resume()");
    }

    /**
     * Follows another primary, such as a standby that was promoted.
     *
     * @param other has all that was replayed here in its past
     */
    public void follow(EmbeddedServer other) {
        execute(server, "alter system set primary_conninfo = '" + DataDirectory.connectionTo(other.port()) + "'");
        execute(server, "select pg_reload_conf()");
        primary = other;
    }

    /** Ends the following: the standby takes writes when this returns. */
    public void promote() {
        await(server, "select pg_promote() or not pg_is_in_recovery()");
        await(server, "select not pg_is_in_recovery()");
    }

    /** Stops the standby and removes its data. */
    @Override
    public void close() {
        server.close();
    }

    private void awaitReplay(String position) {
        await(server, "select pg_last_wal_replay_lsn() >= '" + position + "'");
    }

    private static void await(EmbeddedServer server, String condition) {
        Instant end = Instant.now().plus(LONGEST_WAIT);
        while (!text(server, condition).equals("t")) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("does not come true: " + condition);
            }
            Polling.pause();
        }
    }

    private static String text(EmbeddedServer server, String query) {
        return run(server, statement -> {
            try (ResultSet answer = statement.executeQuery(query)) {
                answer.next();
                return String.valueOf(answer.getString(1));
            }
        });
    }

    private static void execute(EmbeddedServer server, String sql) {
        boolean unused = run(server, statement -> statement.execute(sql));
    }

    /** A standby may undo what is in the way of its replay. All that is done here may be done again. */
    private static <T> T run(EmbeddedServer server, Action<T> action) {
        while (true) {
            try (Connection connection = server.directDataSource("postgres").getConnection();
                    Statement statement = connection.createStatement()) {
                return action.by(statement);
            } catch (SQLException e) {
                if (!SERIALIZATION_FAILURE.equals(e.getSQLState())) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @FunctionalInterface
    private interface Action<T> {
        T by(Statement statement) throws SQLException;
    }
}
