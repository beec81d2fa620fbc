package io.github.useremails.persistence.benchmark;

import java.util.List;
import java.util.function.Predicate;

/** Measurements beside those of hand-written JDBC in the same round. */
record Ratios(List<Measurement> measurements) {

    private static final String LIMIT = Contenders.JDBC.word();

    Ratios with(int threads) {
        return new Ratios(
                measurements.stream().filter(one -> one.threads() == threads).toList());
    }

    List<String> operations() {
        return measurements.stream().map(Measurement::operation).distinct().toList();
    }

    List<Integer> threads() {
        return measurements.stream()
                .map(Measurement::threads)
                .distinct()
                .sorted()
                .toList();
    }

    /** In the order in which the page shows them. */
    List<String> contenders() {
        List<String> measured =
                measurements.stream().map(Measurement::contender).distinct().toList();
        return List.of(Contenders.values()).stream()
                .map(Contenders::word)
                .filter(measured::contains)
                .toList();
    }

    /** Without hand-written JDBC. */
    List<String> others() {
        return contenders().stream()
                .filter(contender -> !contender.equals(LIMIT))
                .toList();
    }

    int rounds() {
        return (int) measurements.stream().map(Measurement::round).distinct().count();
    }

    boolean has(String operation, int threads) {
        return measurements.stream().anyMatch(of(operation, threads, LIMIT));
    }

    /** How many calls in the time in which JDBC does one. */
    Spread throughput(String operation, int threads, String contender) {
        return Spread.of(measurements.stream()
                .filter(of(operation, threads, contender))
                .map(one -> one.callsPerSecond() / limit(one).callsPerSecond())
                .toList());
    }

    Spread bytesBesideLimit(String operation, int threads, String contender) {
        return Spread.of(measurements.stream()
                .filter(of(operation, threads, contender))
                .map(one -> one.bytesPerCall() / limit(one).bytesPerCall())
                .toList());
    }

    private Measurement limit(Measurement other) {
        return measurements.stream()
                .filter(of(other.operation(), other.threads(), LIMIT))
                .filter(one -> one.round() == other.round())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("round " + other.round() + " lacks " + LIMIT));
    }

    Spread microseconds(String operation, int threads, String contender) {
        return Spread.of(measurements.stream()
                .filter(of(operation, threads, contender))
                .map(one -> threads * 1e6 / one.callsPerSecond())
                .toList());
    }

    Spread bytes(String operation, int threads, String contender) {
        return Spread.of(measurements.stream()
                .filter(of(operation, threads, contender))
                .map(Measurement::bytesPerCall)
                .toList());
    }

    private static Predicate<Measurement> of(String operation, int threads, String contender) {
        return one -> one.operation().equals(operation)
                && one.threads() == threads
                && one.contender().equals(contender);
    }
}
