package io.github.useremails.persistence.soak;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often something happened, by its name. */
final class Counts {

    private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();

    void add(String name) {
        byName.computeIfAbsent(name, each -> new LongAdder()).increment();
    }

    long sum() {
        return byName.values().stream().mapToLong(LongAdder::sum).sum();
    }

    Map<String, Long> sorted() {
        Map<String, Long> sorted = new TreeMap<>();
        byName.forEach((name, count) -> sorted.put(name, count.sum()));
        return sorted;
    }
}
