package io.github.useremails.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What was acknowledged, outside of the database: of each user the last value, and how long the slowest write took. */
final class WriteJournal {

    /** A user without an address, or no user at all. */
    static final String NONE = "none";

    private final Map<Long, String> last = new ConcurrentHashMap<>();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong slowestNanoseconds = new AtomicLong();

    void acknowledged(long user, String value) {
        last.put(user, value);
        writes.incrementAndGet();
    }

    void took(long nanoseconds) {
        slowestNanoseconds.accumulateAndGet(nanoseconds, Math::max);
    }

    long writes() {
        return writes.get();
    }

    int users() {
        return last.size();
    }

    /** Since the last time that it was asked. */
    long slowestMilliseconds() {
        return slowestNanoseconds.getAndSet(0) / 1_000_000;
    }

    /** Users of whom one side says something else than what was acknowledged last; at most ten. */
    List<String> differences(String side, Map<Long, String> values) {
        List<String> differences = new ArrayList<>();
        last.forEach((user, value) -> {
            String found = values.getOrDefault(user, NONE);
            if (!found.equals(value) && differences.size() < 10) {
                differences.add(side + " of user " + user + " is " + found + ", acknowledged was " + value);
            }
        });
        return differences;
    }
}
