package io.github.useremails.persistence.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What {@code -Dbenchmark} names: the comparison, the growth, or what the guard costs. */
final class BenchmarkCommand {

    private static final String COMPARISON = "comparison.csv";

    private BenchmarkCommand() {}

    public static void main(String[] arguments) throws Exception {
        String benchmark = System.getProperty("benchmark", "guard");
        try {
            switch (benchmark) {
                case "guard" -> GuardBenchmark.main(arguments);
                case "comparison" -> compare();
                case "growth" -> grow();
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
        if (settings.distance() > 0) {
            requirePlaceFor(DistanceReport.part(settings.distance()));
        } else {
            for (int threads : settings.threads()) {
                requirePlaceFor(ComparisonReport.part(threads));
            }
        }
        try (BenchmarkDatabase database = BenchmarkDatabase.open(settings.url())) {
            database.load(settings.shape());
            Ratios ratios =
                    new Comparison(settings, database, database.url(), results(), COMPARISON).run(earlier(settings));
            Surroundings here = Surroundings.of(database);
            if (settings.distance() > 0) {
                DistanceReport report = new DistanceReport(ratios, settings.shape(), settings.distance(), here);
                show(DistanceReport.part(settings.distance()), report.text(), Map.of());
                return;
            }
            for (int threads : ratios.threads()) {
                ComparisonReport report = new ComparisonReport(ratios.with(threads), settings.shape(), here);
                show(ComparisonReport.part(threads), report.text(page().folder()), report.pictures());
            }
        }
    }

    /** What a run that was cut off has left, if this one is to go on with it. */
    private static List<Measurement> earlier(ComparisonSettings settings) throws IOException {
        if (!Boolean.getBoolean("benchmark.resume")) {
            return List.of();
        }
        Path file = results().resolve(COMPARISON);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("-Dbenchmark.resume: there is no " + file
                    + "; mvn clean removes it, so leave out clean or name another folder by -Dbenchmark.results");
        }
        return settings.wholeOf(Measurement.read(Files.readAllLines(file)));
    }

    private static void grow() throws Exception {
        GrowthSettings settings = GrowthSettings.ofProperties();
        requirePlaceFor(GrowthReport.PART);
        try (BenchmarkDatabase database = BenchmarkDatabase.open(settings.url())) {
            List<Size> sizes = new Growth(settings, database, results()).run();
            GrowthReport report = new GrowthReport(sizes, Surroundings.of(database));
            show(GrowthReport.PART, report.text(page().folder()), report.pictures());
        }
    }

    private static void show(GeneratedPart part, String text, Map<String, String> pictures) throws IOException {
        System.out.println(text);
        if (publishes()) {
            page().write(part, text, pictures);
        }
    }

    private static void requirePlaceFor(GeneratedPart part) throws IOException {
        if (publishes()) {
            page().requirePlaceFor(part);
        }
    }

    private static boolean publishes() {
        return Boolean.getBoolean("benchmark.publish");
    }

    private static Path results() {
        return Path.of(System.getProperty("benchmark.results", "target/benchmark"));
    }

    private static SpeedPage page() {
        return new SpeedPage(Path.of(System.getProperty("benchmark.page", "../../docs/reference/speed.md")));
    }
}
