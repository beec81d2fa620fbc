package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A migration is a letter to the operator. */
class MigrationScriptsTest {

    private static final Pattern STANDARD_BODY =
            Pattern.compile("^begin atomic$(.*?)^end;$", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Path ROOT = Path.of("src/main/resources/db/useremails");

    /** Those that have a history, in the order in which they run. Repeatable ones come last, as with Flyway. */
    static List<Path> scripts() throws IOException {
        List<Path> scripts = new ArrayList<>();
        for (String part : List.of("schema", "columns", "moves/email_address/steps")) {
            scripts.addAll(versioned(ROOT.resolve(part)));
        }
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.filter(file -> file.getFileName().toString().startsWith("R__"))
                    .sorted()
                    .forEach(scripts::add);
        }
        return scripts;
    }

    private static List<Path> versioned(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("V.*[.]sql"))
                    .sorted(Comparator.comparing(MigrationScriptsTest::version))
                    .toList();
        }
    }

    private static MigrationVersion version(Path script) {
        String name = script.getFileName().toString();
        return MigrationVersion.fromVersion(name.substring(1, name.indexOf("__")));
    }

    /** A procedure that commits is called alone: statements that are sent together are one transaction. */
    static List<String> sentAtOnce(String script, boolean withoutTransaction) {
        return withoutTransaction ? List.of(script.split(";\n\n")) : List.of(script);
    }

    /** A reader keeps one subject in mind. No other function sees the rows that a trigger function is given. */
    @Test
    void aScriptOfTheSchemaIsShort() throws IOException {
        for (Path script : versioned(ROOT.resolve("schema"))) {
            assertThat(Files.readAllLines(script))
                    .as(script.toString())
                    .hasSizeLessThanOrEqualTo(script.endsWith("V9__record_history.sql") ? 261 : 210);
        }
    }

    @Test
    void theLastScriptOfEachStepIsItsTarget() throws IOException {
        Map<String, String> last = new TreeMap<>();
        for (Path script : versioned(ROOT.resolve("moves/email_address/steps"))) {
            String version = version(script).toString();
            last.put(version.replaceFirst("[.].*", ""), version);
        }

        assertThat(last.values())
                .containsExactlyElementsOf(
                        Stream.of(MoveStep.values()).map(MoveStep::target).toList());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptSaysWhyWhenAndHowToGoBack(Path script) throws IOException {
        assertThat(Files.readString(script))
                .startsWith("-- ")
                .containsSubsequence("\n-- Why ", "\n-- Locks ", "\n-- Time ", "\n-- Undo ");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptNeverCascadesAndNamesItsSchema(Path script) throws IOException {
        assertThat(Files.readString(script))
                .doesNotContainIgnoringCase("cascade;")
                .doesNotContain(" public.", "when others")
                .contains("${schema}");
    }

    /** Flyway takes the first "end" for the last word of the body until 11.7, and so sends half a statement. */
    @ParameterizedTest
    @MethodSource("scripts")
    void aBodyInTheStandardsSyntaxHasOneEnd(Path script) throws IOException {
        Matcher body = STANDARD_BODY.matcher(Files.readString(script));
        while (body.find()) {
            assertThat(body.group(1)).doesNotContainPattern("\\b(?i:case|end)\\b");
        }
    }

    /** Otherwise the statistics of the server would have it as a use of the column, and the contract would refuse. */
    @Test
    void aBlockOfTheMoveIsMarked() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".sql")).toList()) {
                String sql = Files.readString(file);
                if (sql.contains("${legacy_column}")) {
                    assertThat(sql).as(file.toString()).doesNotContain("\ndo $$");
                }
            }
        }
    }
}
