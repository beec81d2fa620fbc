package io.github.useremails.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server of this JVM, on a free port and in a data directory of its own. The only user is {@code
 * postgres}, without a password.
 *
 * <p>The server ends with the JVM, however the JVM ends: an orderly exit closes it, and a {@linkplain Watcher watcher}
 * is there for the rest. Starting takes about a second; tests that can share a server use {@link Databases#shared()}.
 */
public final class EmbeddedServer implements AutoCloseable {

    /** With {@code -Dpostgres.pgbouncer=true} each server has a PgBouncer before it. */
    private static final boolean BEHIND_PGBOUNCER = Boolean.getBoolean("postgres.pgbouncer");

    /** So few that the threads of a test have to share them. */
    private static final int CONNECTIONS_OF_PGBOUNCER = 4;

    /** Nothing here has to survive a power cut, so nothing waits for the disk. {@code fsync} is off in any case. */
    private static final Map<String, String> SETTINGS =
            Map.of("synchronous_commit", "off", "full_page_writes", "off", "max_connections", "300");

    private static final Duration LONGEST_STOP = Duration.ofMinutes(1);

    private final DataDirectory directory;
    private final Closeable watcher;
    private Postmaster postmaster;
    private @Nullable PgBouncer bouncer;

    private EmbeddedServer(DataDirectory directory, Closeable watcher, Postmaster postmaster) {
        this.directory = directory;
        this.watcher = watcher;
        this.postmaster = postmaster;
    }

    /**
     * Starts a server and waits until it takes connections.
     *
     * @return the running server
     */
    public static EmbeddedServer start() {
        return start(Map.of());
    }

    /**
     * Starts a server with settings in addition to ours, or instead of them.
     *
     * @param additionalSettings as in {@code postgresql.conf}, without quotes and blanks
     * @return the running server
     */
    public static EmbeddedServer start(Map<String, String> additionalSettings) {
        return started(additionalSettings, directory -> {});
    }

    /**
     * Starts a standby of this server. For the time of a copy this one is stopped, so sessions break off.
     *
     * @param additionalSettings as in {@link #start(Map)}
     * @return the running standby
     */
    synchronized EmbeddedServer standby(Map<String, String> additionalSettings) {
        return started(additionalSettings, copy -> {
            stop();
            directory.copyTo(copy);
            startAgain();
            copy.follow(port());
        });
    }

    private static EmbeddedServer started(Map<String, String> additionalSettings, Preparation preparation) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(additionalSettings);
        try {
            DataDirectory directory = DataDirectory.create();
            Closeable watcher = Watcher.over(directory.path());
            Postmaster postmaster = firstRun(directory, settings, watcher, preparation);
            EmbeddedServer server = new EmbeddedServer(directory, watcher, postmaster);
            if (BEHIND_PGBOUNCER) {
                server.bouncer = PgBouncer.before(server, CONNECTIONS_OF_PGBOUNCER);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close embedded server"));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Postmaster firstRun(
            DataDirectory directory, Map<String, String> settings, Closeable watcher, Preparation preparation)
            throws IOException {
        try {
            preparation.of(directory);
            return Postmaster.start(directory, Postmaster.ANY_PORT, settings);
        } catch (IOException | RuntimeException e) {
            // A server that came up too late is nobody's: the watcher finds and stops it, then clears the directory.
            watcher.close();
            throw e;
        }
    }

    /**
     * Gives plain connections, one for each call, nothing pooled on our side; through PgBouncer, if the tests run
     * behind one.
     *
     * @param database the name of the database
     * @return a new data source, free to be configured further
     */
    public PGSimpleDataSource dataSource(String database) {
        return to(jdbcUrl(database));
    }

    /**
     * Gives connections past any PgBouncer: for what belongs to a session, such as a setting, and for migrations.
     *
     * @param database the name of the database
     * @return a new data source, free to be configured further
     */
    public PGSimpleDataSource directDataSource(String database) {
        return to(directJdbcUrl(database));
    }

    public synchronized String jdbcUrl(String database) {
        return bouncer == null ? directJdbcUrl(database) : bouncer.jdbcUrl(database);
    }

    /** As {@link #directDataSource}. */
    public String directJdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + port() + "/" + database + "?user=postgres";
    }

    /** {@return whether connections go through PgBouncer} */
    public static boolean isBehindPgBouncer() {
        return BEHIND_PGBOUNCER;
    }

    /** {@return the server's own port} */
    public synchronized int port() {
        return postmaster.port();
    }

    /**
     * Tells the process to which the server's other processes belong.
     *
     * @return the process id; another one after a {@linkplain #startAgain() new start}
     */
    public synchronized long processId() {
        try {
            return postmaster.processId();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path dataDirectory() {
        return directory.path();
    }

    /**
     * Stops the server without waiting for anybody: sessions break off, open transactions are lost, the data stays.
     * Standbys get all that was written before. When this returns, nothing runs any more.
     */
    public synchronized void stop() {
        try {
            postmaster.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Instant end = Instant.now().plus(LONGEST_STOP);
        while (directory.isInUse()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the server does not stop");
            }
            Polling.pause();
        }
    }

    /** Kills all processes of the server, as a power cut would. The data stays as it was at that moment. */
    public synchronized void kill() {
        try {
            postmaster.kill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server after a {@link #stop()} or a {@link #kill()}, on the same port and with the same data. */
    public synchronized void startAgain() {
        try {
            postmaster = postmaster.next();
            if (bouncer != null) {
                bouncer.awaitServer();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server and removes its data. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (bouncer != null) {
            bouncer.close();
        }
        try {
            postmaster.stop();
            // A server that does not stop in good time is left to the watcher, which does not ask.
            if (!directory.isInUse()) {
                directory.delete();
            }
            watcher.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PGSimpleDataSource to(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    /** Fills the directory before the first start. */
    @FunctionalInterface
    private interface Preparation {
        void of(DataDirectory directory) throws IOException;
    }
}
