package io.github.useremails.persistence.benchmark;

import io.github.useremails.persistence.guard.benchmark.GuardBenchmark;
import java.nio.file.Path;

/** What {@code -Dbenchmark} names: the comparison, the growth, or what the guard costs. */
final class BenchmarkCommand {

    private BenchmarkCommand() {}

    public static void main(String[] arguments) throws Exception {
        String benchmark = System.getProperty("benchmark", "guard");
        try {
            switch (benchmark) {
                case "guard" -> GuardBenchmark.main(arguments);
                case "comparison" -> compare();
                default ->
                    throw new IllegalArgumentException(
                            "-Dbenchmark: there is no " + benchmark + "; there is comparison, growth, guard");
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static void compare() throws Exception {
        ComparisonSettings settings = ComparisonSettings.ofProperties();
        Path results = Path.of(System.getProperty("benchmark.results", "target/benchmark"));
        try (BenchmarkDatabase database = BenchmarkDatabase.open(settings.url())) {
            database.load(settings.shape());
            Ratios ratios = new Comparison(settings, database, results).run();
            System.out.println(ComparisonTables.text(ratios));
        }
    }
}
