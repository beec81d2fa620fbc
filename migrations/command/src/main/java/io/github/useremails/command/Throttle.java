package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets the backfill rest while it is paused, or is in the way of others: as the procedure does it. */
final class Throttle {

    private static final Duration USUAL_LAG = Duration.ofSeconds(10);

    /** For a replica that is restarted. */
    private static final Duration LONGEST_DISCONNECTION = Duration.ofMinutes(1);

    /** Some vacuums take hours, and some sessions wait for ever. */
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

    /** What the role may not see is an error only where somebody asked for it. */
    static Throttle of(BackfillState state, @Nullable Duration askedLag, PrintWriter err) throws SQLException {
        try {
            int replicas = state.replicas();
            return new Throttle(state, askedLag == null ? USUAL_LAG : askedLag, askedLag != null, replicas);
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) {
                throw e;
            }
            String grant = "this role may not see how far replicas are behind. Grant it pg_monitor to change that.";
            if (askedLag != null) {
                throw Refusal.unable("--max-lag cannot be kept: " + grant);
            }
            err.println("The backfill does not wait for replicas: " + grant);
            return new Throttle(state, null, false, 0);
        }
    }

    /** Returns when nothing is in the way; asked at most once a second. */
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
                throw Refusal.unable(
                        "--max-lag cannot be kept: a replica has disconnected, so nobody knows how far it is"
                                + " behind. What was copied stays. Run 'useremails backfill' again when the replica is back, or"
                                + " is not to come back.");
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
