package io.github.useremails.persistence;

import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A lookup of many: each element once, and no more in one round trip than the driver can hold the rows of. */
record BulkLookup<K, V>(Question<K, V> question) {

    static final int MOST_IN_ONE_ROUND_TRIP = 100_000;

    @FunctionalInterface
    interface Question<K, V> {
        Map<K, V> ask(Reading reading, List<K> elements) throws SQLException;
    }

    Map<K, V> of(Collection<K> elements, String parameter, Connections connections) {
        List<K> distinct = Distinct.of(elements, parameter);
        if (distinct.isEmpty()) {
            return Map.of();
        }
        if (distinct.size() <= MOST_IN_ONE_ROUND_TRIP) {
            return connections.reading(reading -> question.ask(reading, distinct));
        }
        Map<K, V> found = new LinkedHashMap<>();
        for (int first = 0; first < distinct.size(); first += MOST_IN_ONE_ROUND_TRIP) {
            int end = Math.min(first + MOST_IN_ONE_ROUND_TRIP, distinct.size());
            List<K> part = distinct.subList(first, end);
            found.putAll(connections.reading(reading -> question.ask(reading, part)));
        }
        return found;
    }
}
