package io.github.useremails.persistence;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.PostgresDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lookup allocates hardly more than the driver does when the same rows are read by hand. */
@Tag("slow")
class AllocationTest {

    @RegisterExtension
    static final PostgresDatabase database = ManyUsers.of(1_000);

    private static final Map<String, Bytes> MEASURED = new TreeMap<>();

    private record Bytes(long library, long byHand) {}

    @BeforeAll
    static void measure(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("allocations.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-DoEscapeAnalysis",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Allocations.class.getName(),
                        // Direct: a statement that the driver may not prepare is parsed anew by each call.
                        database.directJdbcUrl())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        Files.readAllLines(output).stream().map(line -> line.split(" ", -1)).forEach(AllocationTest::keep);
    }

    private static void keep(String[] line) {
        MEASURED.put(line[0], new Bytes(Long.parseLong(line[1]), Long.parseLong(line[2])));
    }

    /**
     * The goal is 1.15. What a lookup by hand returns here is a list of plain rows; a user of ours checks its rules, and
     * a bulk lookup returns a map and asks for each element once, which is the rest of the difference.
     */
    @ParameterizedTest
    @CsvSource({
        "find, 1.2, 3_600",
        "withEmail, 1.2, 3_600",
        "primaryEmail, 1.15, 1_300",
        "page, 1.15, 28_000",
        "withEmails, 1.4, 2_050_000",
        "nobody, 2, 32_000_000",
        "primaryEmails, 1.5, 530_000"
    })
    void aLookupAllocatesHardlyMoreThanItsRowsByHand(String lookup, double ratio, String most) {
        Bytes bytes = Objects.requireNonNull(MEASURED.get(lookup), lookup);

        assertThat(bytes.library())
                .as("%s: %s", lookup, bytes)
                .isLessThan(Long.parseLong(most.replace("_", "")))
                .isLessThan((long) (ratio * bytes.byHand()));
    }
}
