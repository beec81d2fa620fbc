package io.github.useremails.persistence.benchmark;

import java.util.Arrays;
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
                Integer.getInteger("benchmark.warmup", 2),
                Integer.getInteger("benchmark.seconds", 2),
                Integer.getInteger("benchmark.distance", 0),
                numbers(System.getProperty("benchmark.threads", "1,8")),
                withLimit(Named.chosen(
                        "benchmark.contenders", Contenders.values(), System.getProperty("benchmark.contenders", ""))),
                Named.chosen(
                        "benchmark.operations", Operation.values(), System.getProperty("benchmark.operations", "")));
    }

    /** Ratios are ratios to hand-written JDBC, so it takes part whoever else does. */
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

    int forks() {
        return rounds * threads.size() * operations.size() * contenders.size();
    }
}
