package io.github.useremails.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages and the POM call supported is what {@link VersionMatrixTest} runs. */
class SupportedVersionsTest {

    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @CsvSource({"Flyway,flyway-core", "jOOQ,jooq", "pgjdbc,postgresql", "HikariCP,HikariCP"})
    void thePageStatesTheLowestAndTheNewestVersion(String name, String artifact) throws IOException {
        assertThat(read("docs/operations/install.md"))
                .contains("| %s | %s to %s |".formatted(name, lowest(artifact), newest(artifact)));
    }

    @ParameterizedTest
    @CsvSource({"Flyway,flyway-core", "jOOQ,jooq"})
    void theReadmeAndThePomStateTheReleaseLines(String name, String artifact) throws IOException {
        String range = "%s %s to %s".formatted(name, line(lowest(artifact)), line(newest(artifact)));

        assertThat(read("README.md")).contains(range);
        assertThat(read("pom.xml")).contains(range);
    }

    @Test
    void theReleaseLinesOfSpringBootAreThoseOfTheStacks() throws IOException {
        List<String> lines = Stack.all().stream()
                .map(Stack::name)
                .filter(name -> name.startsWith("spring-boot-"))
                .map(name -> name.substring("spring-boot-".length()))
                .toList();
        String text = "Spring Boot %s, %s and %s".formatted(lines.toArray());

        assertThat(read("README.md")).contains(text);
        assertThat(read("pom.xml")).contains(text);
        assertThat(read("docs/operations/install.md")).contains(text.replace("Spring Boot ", "| Spring Boot | "));
    }

    /** The build runs on the newest server, and {@code .ci/run} on the others. */
    @Test
    void theServersAreThoseOfTheBuildAndOfTheCheck() throws IOException {
        for (String page : List.of("README.md", "docs/operations/install.md")) {
            assertThat(read(page)).containsPattern("PostgreSQL (\\| )?15 to 18");
        }
        assertThat(read(".ci/run")).contains("postgres.version=15.", "16.", "17.");
        assertThat(read("pom.xml")).contains("<postgres.version>18.");
    }

    private static Version lowest(String artifact) {
        return versions(artifact).get(0);
    }

    private static Version newest(String artifact) {
        List<Version> versions = versions(artifact);
        return versions.get(versions.size() - 1);
    }

    private static List<Version> versions(String artifact) {
        return Stack.all().stream()
                .map(stack -> stack.version(artifact))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static String line(Version version) {
        return version.numbers().get(0) + "." + version.numbers().get(1);
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
