package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the backfill wait while it is paused or hinders others, like the procedure. */
final class Throttle {

    private static final Duration USUAL_LAG = Duration.ofSeconds(10);

    /** For a replica that is being restarted. */
    private static final Duration LONGEST_DISCONNECTION = Duration.ofMinutes(1);

    /** Some vacuums take hours, and some sessions wait forever. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    private static final long BETWEEN_QUESTIONS = TimeUnit.SECONDS.toNanos(1);
    private static final long WHILE_HELD_MILLISECONDS = 500;

    private final BackfillState state;
    private final @Nullable Duration maximumLag;
    private final boolean isLagAsked;
    private int replicas;
    private long askedAt;
    private boolean isPatient = true;

    private Throttle(BackfillState state, @Nullable Duration maximumLag, boolean isLagAsked, int replicas) {
        this.state = state;
        this.maximumLag = maximumLag;
        this.isLagAsked = isLagAsked;
        this.replicas = replicas;
        this.askedAt = System.nanoTime() - BETWEEN_QUESTIONS;
    }

    /** A missing privilege is an error only if the caller gave a lag. */
    static Throttle of(BackfillState state, @Nullable Duration askedLag, PrintWriter err) throws SQLException {
        try {
            int replicas = state.replicas();
            return new Throttle(state, askedLag == null ? USUAL_LAG : askedLag, askedLag != null, replicas);
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) {
                throw e;
            }
            String grant = "this role may not see the lag of the replicas. Grant it pg_monitor to change that.";
            if (askedLag != null) {
                throw Refusal.unable("--max-lag has no effect: " + grant);
            }
            err.println("The backfill does not wait for replicas: " + grant);
            return new Throttle(state, null, false, 0);
        }
    }

    /** Returns when there is no obstacle; checks at most once a second. */
    void await(Consumer<String> resting) throws SQLException, InterruptedException {
        if (System.nanoTime() - askedAt < BETWEEN_QUESTIONS) {
            return;
        }
        long began = System.nanoTime();
        Optional<String> first = obstacle();
        if (first.isEmpty()) {
            isPatient = true;
            return;
        }
        Optional<String> now = first;
        boolean isNoted = false;
        while (now.isPresent() && isWorthWaiting(now.get(), Duration.ofNanos(System.nanoTime() - began))) {
            resting.accept(now.get());
            if (!isNoted && !isPause(now.get())) {
                state.note("held", now.get());
                isNoted = true;
            }
            TimeUnit.MILLISECONDS.sleep(WHILE_HELD_MILLISECONDS);
            now = obstacle();
        }
        if (isNoted) {
            state.note("went_on", "after " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " seconds");
        }
    }

    private Optional<String> obstacle() throws SQLException {
        askedAt = System.nanoTime();
        return state.obstacle(maximumLag, replicas);
    }

    private boolean isWorthWaiting(String obstacle, Duration waited) {
        if (isPause(obstacle)) {
            return true;
        }
        if (obstacle.equals("a replica has disconnected") && waited.compareTo(LONGEST_DISCONNECTION) > 0) {
            if (isLagAsked) {
                throw Refusal.unable("--max-lag has no effect: a replica has disconnected, so its lag is"
                        + " unknown. Copied addresses stay. Run 'useremails backfill' again when the replica is back, or"
                        + " has been removed for good.");
            }
            replicas = 0;
        }
        if (obstacle.startsWith("a replica")) {
            return true;
        }
        isPatient = isPatient && waited.compareTo(LONGEST_HOLD) < 0;
        return isPatient;
    }

    private static boolean isPause(String obstacle) {
        return obstacle.startsWith("paused");
    }
}
