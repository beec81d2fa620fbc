package io.github.useremails.compatibility;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A version of a dependency.
 *
 * @param numbers such as 11, 7 and 2
 */
record Version(List<Integer> numbers) implements Comparable<Version> {

    static Version parse(String text) {
        return new Version(
                Stream.of(text.split("\\.", -1)).map(Integer::valueOf).toList());
    }

    @Override
    public int compareTo(Version other) {
        return Arrays.compare(numbers.toArray(Integer[]::new), other.numbers.toArray(Integer[]::new));
    }

    @Override
    public String toString() {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
