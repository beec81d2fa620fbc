package io.github.useremails.persistence.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthReportTest {

    private static final Surroundings HERE = new Surroundings("PostgreSQL 18", "17", 2, LocalDate.of(2026, 11, 21));

    @TempDir
    private Path folder;

    @Test
    void thereIsALineForEachSize() {
        String text = report(10_000, 1_000_000).text("speed");

        assertThat(text)
                .contains("| 10,000 | 20.0 (20.0 to 20.0) | 10.0 (10.0 to 10.0) |")
                .contains("| 1,000,000 | 11 | 5 | 9 | 3 | 100.0 | 150 | 300 | 4.0 | 250,000 |")
                .contains("(speed/growth-lookups.svg)");
        assertThat(text.lines().filter(line -> line.startsWith("| 10,000 |"))).hasSize(2);
    }

    @Test
    void picturesAreWellFormedAndSayWhatTheyShow() {
        for (GrowthReport report : List.of(report(10_000, 100_000, 1_000_000), report(10_000))) {
            assertThat(report.pictures()).hasSize(4);
            report.pictures().values().forEach(WellFormed::assertPicture);
        }
    }

    @Test
    void aSizeIsALineOfAsManyValuesAsTheFirstLineNames() {
        assertThat(report(10_000).sizes().get(0).line().split(",")).hasSameSizeAs(Size.HEADER.split(","));
    }

    @Test
    void thePageOfTheDocumentationHasAPlaceForBothParts() throws Exception {
        Path file = folder.resolve("speed.md");
        Files.copy(Path.of("../../docs/reference/speed.md"), file);
        GrowthReport report = report(10_000);

        new SpeedPage(file).write(GrowthReport.PART, report.text("speed"), report.pictures());

        assertThat(GrowthReport.PART.of(Files.readString(file)))
                .isEqualTo(report.text("speed").strip());
        assertThat(ComparisonReport.part(1).of(Files.readString(file)))
                .isEqualTo(ComparisonReport.part(1).of(Files.readString(Path.of("../../docs/reference/speed.md"))));
    }

    private static GrowthReport report(long... users) {
        List<Size> sizes = new ArrayList<>();
        for (long each : users) {
            sizes.add(new Size(
                    each,
                    lookups(),
                    new Size.Pages(11, 5, 9, 3),
                    new Size.Storage(2_000_000, 300_000_000, 600_000_000, 100_000_000),
                    4.0));
        }
        return new GrowthReport(sizes, HERE);
    }

    private static Ratios lookups() {
        List<Measurement> measurements = new ArrayList<>();
        for (Operation lookup : Growth.LOOKUPS) {
            measurements.add(new Measurement(1, lookup.word(), 1, "jdbc", 100_000, 1_000));
            measurements.add(new Measurement(1, lookup.word(), 1, "library", 50_000, 1_000));
        }
        return new Ratios(measurements);
    }
}
