package io.github.useremails.persistence.internal.lookup;

import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lookup of many elements: each distinct element once, in the given order, in batches that limit the rows which the
 * driver holds at a time.
 */
public final class BulkLookup {

    public static final int MOST_IN_ONE_ROUND_TRIP = 100_000;

    private BulkLookup() {}

    /** Runs the lookups, which return one answer for each element, in their order, and null if there is none. */
    public static <K, V> Map<K, V> of(
            Collection<K> elements,
            String parameter,
            Connections connections,
            Function<List<K>, Work<List<@Nullable V>>> question) {
        Map<K, @Nullable V> answers = unanswered(elements, parameter);
        List<K> distinct = new ArrayList<>(answers.keySet());
        Iterator<Map.Entry<K, @Nullable V>> next = answers.entrySet().iterator();
        for (int first = 0; first < distinct.size(); first += MOST_IN_ONE_ROUND_TRIP) {
            int end = Math.min(first + MOST_IN_ONE_ROUND_TRIP, distinct.size());
            Work<List<@Nullable V>> part = question.apply(distinct.subList(first, end));
            connections.lookup(part).forEach(answer -> take(answer, next));
        }
        return answers;
    }

    /** One map removes duplicates and holds the answers, since a second one would take megabytes. */
    private static <K, V> Map<K, @Nullable V> unanswered(Collection<K> elements, String parameter) {
        Objects.requireNonNull(elements, parameter);
        Map<K, @Nullable V> unanswered = new LinkedHashMap<>();
        for (K element : elements) {
            unanswered.put(Objects.requireNonNull(element, parameter + " must not contain null"), null);
        }
        return unanswered;
    }

    private static <K, V> void take(@Nullable V answer, Iterator<Map.Entry<K, @Nullable V>> next) {
        Map.Entry<K, @Nullable V> element = next.next();
        if (answer == null) {
            next.remove();
        } else {
            element.setValue(answer);
        }
    }
}
