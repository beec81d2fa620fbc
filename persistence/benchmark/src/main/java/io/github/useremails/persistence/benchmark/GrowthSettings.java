package io.github.useremails.persistence.benchmark;

import java.util.Arrays;
import java.util.List;

/** At which numbers of users is measured. */
record GrowthSettings(String url, List<Long> sizes, int rounds, int warmup, int seconds) {

    GrowthSettings {
        sizes.forEach(UserShape::new);
    }

    static GrowthSettings ofProperties() {
        return new GrowthSettings(
                System.getProperty("benchmark.url", ""),
                Arrays.stream(System.getProperty("benchmark.sizes", "10000,100000,1000000")
                                .strip()
                                .split("\\s*,\\s*"))
                        .map(Long::valueOf)
                        .toList(),
                Integer.getInteger("benchmark.rounds", 3),
                Integer.getInteger("benchmark.warmup", 5),
                Integer.getInteger("benchmark.seconds", 2));
    }

    ComparisonSettings lookups(long users) {
        return new ComparisonSettings(
                url,
                new UserShape(users),
                rounds,
                warmup,
                seconds,
                0,
                List.of(1),
                List.of(Contenders.JDBC, Contenders.LIBRARY),
                Growth.LOOKUPS);
    }
}
