package io.github.useremails.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Counts network round trips at the wire: how often a connection waits for an answer to something that it has sent.
 * That is what a lookup costs when the server is far away, and neither statements nor JDBC calls tell it.
 *
 * <pre>{@code
 * RoundTrips roundTrips = RoundTrips.on(dataSource);
 * try (Connection connection = dataSource.getConnection()) {
 *     assertThat(roundTrips.during(() -> lookUp(connection))).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>Opening a connection takes round trips too, so count on one that is open. A pool adds its own when it tests a
 * connection before it hands it out.
 */
public final class RoundTrips {

    /**
     * The driver passes nothing but a string to its sockets. One small entry for each counter, for as long as the JVM.
     */
    private static final Map<String, RoundTrips> BY_NAME = new ConcurrentHashMap<>();

    /** Nanoseconds by which a sleeping thread may wake too late. */
    private static final long OVERSLEPT = 100_000;

    private final AtomicLong count = new AtomicLong();
    private volatile Duration distance = Duration.ZERO;

    private RoundTrips() {}

    /**
     * Counts on all connections that a data source is going to open.
     *
     * @param dataSource is changed: its connections use our sockets from now on
     * @return the counter
     */
    public static RoundTrips on(PGSimpleDataSource dataSource) throws SQLException {
        RoundTrips roundTrips = new RoundTrips();
        String name = UUID.randomUUID().toString();
        BY_NAME.put(name, roundTrips);
        dataSource.setProperty(PGProperty.SOCKET_FACTORY, CountingSocketFactory.class.getName());
        dataSource.setProperty(PGProperty.SOCKET_FACTORY_ARG, name);
        return roundTrips;
    }

    /**
     * Lets each round trip take longer, as if the server was far away. What the server does for it comes on top.
     *
     * @param longer than it takes anyway
     * @return this counter
     */
    public RoundTrips at(Duration longer) {
        distance = longer;
        return this;
    }

    /**
     * Runs an action and counts.
     *
     * @param action may use any number of connections and threads, and has awaited them when it returns
     * @return the round trips of all threads in the meantime
     */
    public <E extends Exception> long during(Action<E> action) throws E {
        long before = count.get();
        action.run();
        return count.get() - before;
    }

    void add() {
        count.incrementAndGet();
    }

    void travel() {
        long arrival = System.nanoTime() + distance.toNanos();
        for (long rest = distance.toNanos(); rest > 0; rest = arrival - System.nanoTime()) {
            if (rest > OVERSLEPT) {
                LockSupport.parkNanos(rest - OVERSLEPT);
            } else {
                Polling.pause();
            }
        }
    }

    static RoundTrips named(String name) {
        RoundTrips roundTrips = BY_NAME.get(name);
        if (roundTrips == null) {
            throw new IllegalArgumentException("no counter is named " + name);
        }
        return roundTrips;
    }

    /** What is counted. */
    @FunctionalInterface
    public interface Action<E extends Exception> {
        void run() throws E;
    }
}
