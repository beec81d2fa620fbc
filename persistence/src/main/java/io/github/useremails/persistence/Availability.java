package io.github.useremails.persistence;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server is worth asking. After a failure nobody asks it for a pause, and then one caller at a time does, so
 * that a server which lets its callers wait costs one of them the wait, and not all.
 */
final class Availability {

    private final InstantSource clock;
    private final Duration pause;

    /** Null while it works. */
    private final AtomicReference<@Nullable Instant> asideSince = new AtomicReference<>();

    Availability(InstantSource clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    boolean mayBeAsked() {
        Instant since = asideSince.get();
        if (since == null) {
            return true;
        }
        Instant now = clock.instant();
        // A clock that was set back must not keep it aside for longer.
        boolean pausing = now.isBefore(since.plus(pause)) && !now.isBefore(since);
        return !pausing && asideSince.compareAndSet(since, now);
    }

    void answered() {
        if (asideSince.get() != null) {
            asideSince.set(null);
        }
    }

    void failed() {
        asideSince.set(clock.instant());
    }
}
