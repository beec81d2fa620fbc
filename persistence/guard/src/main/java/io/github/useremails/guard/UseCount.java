package io.github.useremails.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How often a place has used a column, and when that was last logged. */
final class UseCount {

    private final LongAdder uses = new LongAdder();
    private final AtomicReference<@Nullable Instant> lastLogged = new AtomicReference<>();

    void add() {
        uses.increment();
    }

    long sum() {
        return uses.sum();
    }

    /** Returns true to one thread in each interval. A clock that was set back begins a new interval. */
    boolean isLogDue(Instant now, Duration interval) {
        Instant last = lastLogged.get();
        boolean due = last == null
                || now.isBefore(last)
                || Duration.between(last, now).compareTo(interval) >= 0;
        return due && lastLogged.compareAndSet(last, now);
    }
}
