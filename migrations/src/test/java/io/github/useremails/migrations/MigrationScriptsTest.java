package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A migration is a letter to the operator. */
class MigrationScriptsTest {

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/db/useremails"))) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted(Comparator.comparing(MigrationScriptsTest::version))
                    .toList();
        }
    }

    /** Repeatable ones come last, as with Flyway. */
    private static int version(Path script) {
        String name = script.getFileName().toString();
        return name.startsWith("V") ? Integer.parseInt(name.substring(1, name.indexOf("__"))) : Integer.MAX_VALUE;
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptSaysWhyWhenAndHowToGoBack(Path script) throws IOException {
        assertThat(Files.readString(script))
                .startsWith("-- ")
                .containsSubsequence("\n-- Why ", "\n-- Phase ", "\n-- Locks ", "\n-- Time ", "\n-- Undo ");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptNeverCascadesAndNamesItsSchema(Path script) throws IOException {
        assertThat(Files.readString(script))
                .doesNotContainIgnoringCase("cascade;")
                .doesNotContain(" public.", "when others")
                .contains("${schema}");
    }
}
