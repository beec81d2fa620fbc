package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.migrations.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The SQL that comes with the command. */
class QuestionsTest {

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            return files.filter(file -> file.toString().endsWith(".sql")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void nothingIsLeftUnresolved(Path script) throws IOException {
        assertThat(Migrations.of(new PGSimpleDataSource()).rendered(Files.readString(script)))
                .doesNotContain("${");
    }

    /** Otherwise the statistics of the server would have it as a use of the column, and the contract would refuse. */
    @ParameterizedTest
    @MethodSource("scripts")
    void aStatementThatReadsTheColumnIsMarked(Path script) throws IOException {
        String sql = Files.readString(script);

        if (sql.contains("u.${legacy_column}")) {
            assertThat(sql).contains("/* useremails */");
        }
        assertThat(sql).doesNotContain("\ndo $");
    }
}
