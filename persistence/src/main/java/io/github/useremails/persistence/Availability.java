package io.github.useremails.persistence;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server is worth asking. After a failure nobody asks it for a pause, and then one caller at a time does, so
 * that a server which lets its callers wait costs one of them the wait, and not all.
 */
final class Availability {

    private final InstantSource clock;
    private final Duration pause;
    private volatile Phase current = new Phase(null);

    /**
     * What lies between two changes of mind about the server. Two are never the same: a call that began in an earlier one
     * tells nothing of this one, whatever comes of it.
     */
    static final class Phase {

        /** Null while the server works. */
        private final @Nullable Instant asideSince;

        private Phase(@Nullable Instant asideSince) {
            this.asideSince = asideSince;
        }
    }

    Availability(InstantSource clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** The phase in which the server is asked; none while it must not be used. */
    Optional<Phase> mayBeAsked() {
        Phase phase = current;
        if (phase.asideSince == null) {
            return Optional.of(phase);
        }
        Instant now = clock.instant();
        // A clock that was set back must not keep it aside for longer.
        boolean pausing = now.isBefore(phase.asideSince.plus(pause)) && !now.isBefore(phase.asideSince);
        if (pausing) {
            return Optional.empty();
        }
        Phase attempt = new Phase(now);
        return becomes(attempt, phase) ? Optional.of(attempt) : Optional.empty();
    }

    /** It answered who had asked in this phase. */
    void answered(Phase asked) {
        if (asked.asideSince != null) {
            boolean unused = becomes(new Phase(null), asked);
        }
    }

    /** It failed who had asked in this phase; whether that is news: it sets the server aside, or keeps it there. */
    boolean failed(Phase asked) {
        boolean sets = becomes(new Phase(clock.instant()), asked);
        boolean keeps = asked.asideSince != null && current.asideSince != null;
        return sets || keeps;
    }

    /** Only from the phase that the caller knows. */
    private synchronized boolean becomes(Phase next, Phase known) {
        if (current != known) {
            return false;
        }
        current = next;
        return true;
    }
}
