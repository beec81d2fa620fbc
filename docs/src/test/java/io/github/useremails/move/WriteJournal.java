package io.github.useremails.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was acknowledged, outside of the database: of each user the last value, and how long the slowest write took. A
 * user is written by one thread at a time.
 */
final class WriteJournal {

    /** A user without an address, or no user at all. */
    static final String NONE = "none";

    private static final int MOST_DIFFERENCES = 10;

    private final Map<Long, String> last = new ConcurrentHashMap<>();
    private final Set<Long> contested = ConcurrentHashMap.newKeySet();
    private final List<String> misread = new ArrayList<>();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong slowestNanoseconds = new AtomicLong();

    static String atFirst(long user) {
        return "User" + user + "@mail.example";
    }

    void acknowledged(long user, String value) {
        contested.remove(user);
        last.put(user, value);
        writes.incrementAndGet();
    }

    /** An address that others want, too: the column has it, and whether the addresses do is open. */
    void acknowledgedAsContested(long user, String value) {
        acknowledged(user, value);
        contested.add(user);
    }

    /** What the one who writes the user read. */
    void read(String side, long user, String value) {
        String expected = last.getOrDefault(user, atFirst(user));
        if (!value.equals(expected)) {
            synchronized (misread) {
                misread.add("%s read %s of user %d, acknowledged was %s".formatted(side, value, user, expected));
            }
        }
    }

    void took(long nanoseconds) {
        slowestNanoseconds.accumulateAndGet(nanoseconds, Math::max);
    }

    Set<Long> contested() {
        return Set.copyOf(contested);
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

    /** At most ten. */
    List<String> misread() {
        synchronized (misread) {
            return List.copyOf(misread.subList(0, Math.min(misread.size(), MOST_DIFFERENCES)));
        }
    }

    /** Users of whom the column says something else than what was acknowledged last; at most ten. */
    List<String> differencesOfColumn(Map<Long, String> values) {
        return differences("the column", values, Set.of());
    }

    /** Users of whom the addresses say something else; at most ten. */
    List<String> differencesOfAddresses(Map<Long, String> values) {
        return differences("the address", values, contested);
    }

    private List<String> differences(String side, Map<Long, String> values, Set<Long> leftOut) {
        List<String> differences = new ArrayList<>();
        last.forEach((user, value) -> {
            String found = values.getOrDefault(user, NONE);
            if (!found.equals(value) && !leftOut.contains(user) && differences.size() < MOST_DIFFERENCES) {
                differences.add(side + " of user " + user + " is " + found + ", acknowledged was " + value);
            }
        });
        return differences;
    }
}
