package io.github.useremails.guard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A bounded cache of results by text, in two generations. When the newer generation is full it becomes the
 * older one, whose texts are forgotten unless they are requested again. Reading takes no lock.
 *
 * @param <V> the result for a text
 */
final class StatementCache<V> {

    private static final int CHARACTERS = 4_000_000;

    private final int entries;
    private volatile Map<String, V> newer = new ConcurrentHashMap<>();
    private volatile Map<String, V> older = Map.of();
    private int characters;

    StatementCache(int most) {
        this.entries = Math.max(1, most / 2);
    }

    @Nullable
    V get(String text) {
        V known = newer.get(text);
        if (known != null) {
            return known;
        }
        known = older.get(text);
        if (known != null) {
            put(text, known);
        }
        return known;
    }

    synchronized void put(String text, V known) {
        if (newer.size() >= entries || characters + text.length() > CHARACTERS) {
            older = newer;
            newer = new ConcurrentHashMap<>();
            characters = 0;
        }
        if (newer.put(text, known) == null) {
            characters += text.length();
        }
    }

    int size() {
        return newer.size() + older.size();
    }
}
