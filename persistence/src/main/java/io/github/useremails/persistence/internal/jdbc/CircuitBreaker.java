package io.github.useremails.persistence.internal.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps callers away from a server that failed. While the breaker is open, no caller uses the server. After a pause,
 * one caller at a time tries it, so that a server that blocks its callers blocks only one of them.
 */
public final class CircuitBreaker {

    private final InstantSource clock;
    private final Duration pause;
    private volatile State current = new State(null);

    /**
     * One state of the breaker. No two states are the same object, so a call that started in an earlier state cannot
     * change a later one.
     */
    static final class State {

        /** Null while the breaker is closed. */
        private final @Nullable Instant openSince;

        private State(@Nullable Instant openSince) {
            this.openSince = openSince;
        }
    }

    public CircuitBreaker(InstantSource clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** Returns the state in which the caller may use the server; empty while the breaker is open. */
    Optional<State> permission() {
        State state = current;
        if (state.openSince == null) {
            return Optional.of(state);
        }
        Instant now = clock.instant();
        // A clock that was set back must not keep the breaker open for longer.
        boolean pausing = now.isBefore(state.openSince.plus(pause)) && !now.isBefore(state.openSince);
        if (pausing) {
            return Optional.empty();
        }
        State trial = new State(now);
        return transition(state, trial) ? Optional.of(trial) : Optional.empty();
    }

    /** Records that the server answered a caller that started in this state. */
    void succeeded(State asked) {
        if (asked.openSince != null) {
            transition(asked, new State(null));
        }
    }

    /** Records a failure of a call that started in this state. Returns whether the breaker opens or stays open. */
    boolean failed(State asked) {
        boolean opens = transition(asked, new State(clock.instant()));
        boolean staysOpen = asked.openSince != null && current.openSince != null;
        return opens || staysOpen;
    }

    private synchronized boolean transition(State known, State next) {
        if (current != known) {
            return false;
        }
        current = next;
        return true;
    }
}
