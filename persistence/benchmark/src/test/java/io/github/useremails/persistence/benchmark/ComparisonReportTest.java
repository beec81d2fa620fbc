package io.github.useremails.persistence.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonReportTest {

    private static final Surroundings HERE = new Surroundings("PostgreSQL 18", "17", 2, LocalDate.of(2026, 11, 21));

    @TempDir
    private Path folder;

    @Test
    void aRatioIsTakenWithinItsRound() {
        Ratios ratios = new Ratios(List.of(
                measured(1, "find", "jdbc", 100, 10),
                measured(1, "find", "library", 50, 20),
                measured(2, "find", "jdbc", 1_000, 10),
                measured(2, "find", "library", 1_500, 30)));

        assertThat(ratios.throughput("find", 1, "library")).isEqualTo(new Spread(0.75, 1.0, 1.25));
        assertThat(ratios.bytesBesideLimit("find", 1, "library")).isEqualTo(new Spread(2.25, 2.5, 2.75));
    }

    @Test
    void quartilesLieBetweenValues() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(1.75, 2.5, 3.25));
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void tablesHaveARowForEachCallAndAColumnForEachContender() {
        assertThat(ComparisonTables.throughput(all(), 1)).isEqualTo("""
                | call | jdbc, µs a call | library | hibernate |
                |---|---|---|---|
                | withEmail | 10.0 | 0.98 (0.98 to 0.98) | 0.50 (0.50 to 0.50) |
                | find | 10.0 | 0.98 (0.98 to 0.98) | 0.50 (0.50 to 0.50) |
                """);
        assertThat(ComparisonTables.bytes(all(), 1)).isEqualTo("""
                | call | jdbc, bytes a call | library | hibernate |
                |---|---|---|---|
                | withEmail | 1,000 | 1.10 | 3.00 |
                | find | 1,000 | 1.10 | 3.00 |
                """);
    }

    @Test
    void resultsAreReadAsTheyWereWritten() {
        List<String> lines = Stream.concat(
                        Stream.of(Measurement.HEADER),
                        all().measurements().stream().map(Measurement::line))
                .toList();

        assertThat(Measurement.read(lines)).isEqualTo(all().measurements());
        assertThatThrownBy(() -> Measurement.read(List.of("something else")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void picturesAreWellFormedAndSayWhatTheyShow() {
        ComparisonReport report = new ComparisonReport(all(), new UserShape(1_000), HERE);

        assertThat(report.pictures().keySet()).containsExactly("throughput-1.svg", "bytes-1.svg");
        for (String svg : report.pictures().values()) {
            WellFormed.assertPicture(svg);
            assertThat(svg).contains("library", "hibernate", "withEmail", "prefers-color-scheme: dark");
        }
    }

    @Test
    void theTableOfADistanceSaysHowFarItIs() {
        assertThat(new DistanceReport(all(), new UserShape(1_000), 500, HERE).text())
                .startsWith("500 µs more for each round trip, 1,000 users, 1 rounds: PostgreSQL 18, Java 17")
                .contains("### One thread at a distance of 500 µs", ComparisonTables.throughput(all(), 1));
    }

    @Test
    void namesCannotBreakAPicture() {
        BarChart.Bar bar = new BarChart.Bar("a<b & \"c\"\u0001", new Spread(0, 0, 0));

        WellFormed.assertPicture(new BarChart("<&>", "</svg>", List.of(new BarChart.Group("]]>", List.of(bar)))).svg());
    }

    @Test
    void writingAPageTwiceWritesTheSame() throws Exception {
        Path file = folder.resolve("speed.md");
        Files.writeString(file, """
                before

                <!-- comparison with one thread, written by the command -->
                <!-- end of comparison with one thread -->
                after
                """);
        SpeedPage page = new SpeedPage(file);
        ComparisonReport report = new ComparisonReport(all(), new UserShape(1_000), HERE);

        page.write(ComparisonReport.part(1), report.text(page.folder()), report.pictures());
        String once = Files.readString(file);
        page.requirePlaceFor(ComparisonReport.part(1));
        page.write(ComparisonReport.part(1), report.text(page.folder()), report.pictures());

        assertThat(Files.readString(file))
                .isEqualTo(once)
                .startsWith("before\n")
                .endsWith("after\n");
        assertThat(ComparisonReport.part(1).of(once))
                .isEqualTo(report.text("speed").strip())
                .contains(ComparisonTables.throughput(all(), 1));
        assertThat(folder.resolve("speed/throughput-1.svg")).exists();
    }

    @Test
    void aPageWithoutItsMarksIsLeftAlone() throws Exception {
        Path file = folder.resolve("speed.md");
        String begin = "<!-- comparison with one thread, written by the command -->";
        String end = "<!-- end of comparison with one thread -->";
        for (String text : List.of("no marks", end + begin, begin + begin + end)) {
            Files.writeString(file, text);

            assertThatThrownBy(() -> new SpeedPage(file).write(ComparisonReport.part(1), "new", Map.of()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new SpeedPage(file).requirePlaceFor(ComparisonReport.part(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(file).hasContent(text);
        }
    }

    @Test
    void anUnknownWordIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> Named.chosen("benchmark.operations", Operation.values(), "find,fond"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "-Dbenchmark.operations: there is no fond; there is withEmail, primaryEmail, find");
        assertThat(Named.chosen("benchmark.operations", Operation.values(), " find , withEmail "))
                .containsExactly(Operation.WITH_EMAIL, Operation.FIND);
        assertThat(Named.chosen("benchmark.contenders", Contenders.values(), ""))
                .hasSize(6);
    }

    @Test
    void aRunThatWasCutOffGoesOnWhereItStopped() {
        ComparisonSettings settings = new ComparisonSettings(
                "",
                new UserShape(1_000),
                2,
                1,
                1,
                0,
                List.of(1),
                List.of(Contenders.JDBC, Contenders.LIBRARY),
                List.of(Operation.WITH_EMAIL, Operation.FIND));
        List<Measurement> earlier = List.of(
                measured(1, "withEmail", "jdbc", 1, 1),
                measured(1, "withEmail", "library", 1, 1),
                measured(1, "find", "jdbc", 1, 1));

        assertThat(settings.forks()).hasSize(8);
        assertThat(settings.wholeOf(earlier)).isEqualTo(earlier.subList(0, 2));
        assertThat(settings.forksBut(settings.wholeOf(earlier)))
                .containsExactly(
                        new Fork(1, 1, Operation.FIND, Contenders.JDBC),
                        new Fork(1, 1, Operation.FIND, Contenders.LIBRARY),
                        new Fork(2, 1, Operation.WITH_EMAIL, Contenders.LIBRARY),
                        new Fork(2, 1, Operation.WITH_EMAIL, Contenders.JDBC),
                        new Fork(2, 1, Operation.FIND, Contenders.LIBRARY),
                        new Fork(2, 1, Operation.FIND, Contenders.JDBC));
        assertThatThrownBy(() -> Measurement.read(List.of(Measurement.HEADER, "1,find,1,jd")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Ratios all() {
        List<Measurement> measurements = new ArrayList<>();
        for (String operation : List.of("withEmail", "find")) {
            measurements.add(measured(1, operation, "jdbc", 100_000, 1_000));
            measurements.add(measured(1, operation, "hibernate", 50_000, 3_000));
            measurements.add(measured(1, operation, "library", 98_000, 1_100));
        }
        return new Ratios(measurements);
    }

    private static Measurement measured(int round, String operation, String contender, double calls, double bytes) {
        return new Measurement(round, operation, 1, contender, calls, bytes);
    }
}
