package io.github.useremails.persistence.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What is compared, and how long: in each round, so many seconds to warm up and so many that count. The distance is the
 * microseconds that a round trip to the server takes longer than it does.
 */
record ComparisonSettings(
        String url,
        UserShape shape,
        int rounds,
        int warmup,
        int seconds,
        int distance,
        List<Integer> threads,
        List<Contenders> contenders,
        List<Operation> operations) {

    ComparisonSettings {
        if (rounds < 1 || warmup < 1 || seconds < 1) {
            throw new IllegalArgumentException("-Dbenchmark.rounds, .warmup and .seconds must be at least 1");
        }
        if (distance < 0) {
            throw new IllegalArgumentException("-Dbenchmark.distance must be 0 or more microseconds");
        }
        if (threads.isEmpty() || threads.stream().anyMatch(number -> number < 1 || number > 64)) {
            throw new IllegalArgumentException("-Dbenchmark.threads must be numbers from 1 to 64, but are " + threads);
        }
    }

    static ComparisonSettings ofProperties() {
        return new ComparisonSettings(
                System.getProperty("benchmark.url", ""),
                new UserShape(Long.getLong("benchmark.users", 1_000_000)),
                Integer.getInteger("benchmark.rounds", 3),
                Integer.getInteger("benchmark.warmup", 5),
                Integer.getInteger("benchmark.seconds", 2),
                Integer.getInteger("benchmark.distance", 0),
                numbers(System.getProperty("benchmark.threads", "1,8")),
                withLimit(Named.chosen(
                        "benchmark.contenders", Contenders.values(), System.getProperty("benchmark.contenders", ""))),
                Named.chosen(
                        "benchmark.operations", Operation.values(), System.getProperty("benchmark.operations", "")));
    }

    /** Ratios are ratios to hand-written JDBC, so it always takes part. */
    private static List<Contenders> withLimit(List<Contenders> chosen) {
        return Arrays.stream(Contenders.values())
                .filter(one -> one == Contenders.JDBC || chosen.contains(one))
                .toList();
    }

    private static List<Integer> numbers(String text) {
        return Arrays.stream(text.strip().split("\\s*,\\s*"))
                .map(Integer::valueOf)
                .toList();
    }

    /** In each round the contenders come in another order, and one after the other for each call. */
    List<Fork> forks() {
        List<Fork> forks = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            List<Contenders> order = new ArrayList<>(contenders);
            Collections.rotate(order, 1 - round);
            for (int number : threads) {
                for (Operation operation : operations) {
                    for (Contenders contender : order) {
                        forks.add(new Fork(round, number, operation, contender));
                    }
                }
            }
        }
        return forks;
    }

    /**
     * What is kept of a run that was cut off: calls that all contenders of a round had made. Of the others the ratios
     * would span two runs.
     */
    List<Measurement> wholeOf(List<Measurement> earlier) {
        List<Fork> forks = forks();
        return earlier.stream()
                .filter(one -> forks.stream()
                        .filter(fork -> fork.isBeside(one))
                        .allMatch(fork -> earlier.stream().anyMatch(fork::gave)))
                .toList();
    }

    /** The forks that are still to be made. */
    List<Fork> forksBut(List<Measurement> earlier) {
        return forks().stream()
                .filter(fork -> earlier.stream().noneMatch(fork::gave))
                .toList();
    }
}
