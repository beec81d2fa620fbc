package io.github.useremails.persistence.internal.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps callers away from a server that failed. While the breaker is open nobody asks the server; after a pause one
 * caller at a time tries it, so that a server which blocks its callers blocks one of them and not all.
 */
public final class CircuitBreaker {

    private final InstantSource clock;
    private final Duration pause;
    private volatile State current = new State(null);

    /**
     * The time between two transitions. No two states are the same object, so a call that began in an earlier state
     * cannot change a later one, whatever its result.
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

    /** The state in which the caller may ask the server; none while the breaker is open. */
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

    /** The server answered a caller that asked in this state. */
    void succeeded(State asked) {
        if (asked.openSince != null) {
            transition(asked, new State(null));
        }
    }

    /** The server failed a caller that asked in this state. True if that opens the breaker or keeps it open. */
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
