package io.github.useremails.persistence;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a bulk lookup asks for: each element once, in the order given. */
final class Distinct {

    private Distinct() {}

    static <T> List<T> of(Collection<T> elements, String parameter) {
        Objects.requireNonNull(elements, parameter);
        Set<T> distinct = new LinkedHashSet<>();
        for (T element : elements) {
            distinct.add(Objects.requireNonNull(element, parameter + " must not contain null"));
        }
        return List.copyOf(distinct);
    }
}
