package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each question of the cookbook is asked by the role of the data team, and has the answer that lies beside it. Write
 * the answers anew with {@code -Ddocumentation.refresh}, and read what changed.
 */
class CookbookTest {

    @RegisterExtension
    static final PostgresDatabase database = SampleDatabase.loaded();

    static List<Path> questions() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("sql/cookbook"))) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aQuestionHasTheAnswerBesideIt(Path question) throws Exception {
        Path answer = Path.of(question.toString().replaceFirst("\\.sql$", ".txt"));

        String table = Answer.to(Files.readString(question), database.asRole("useremails_reader"))
                .table();

        if (System.getProperty("documentation.refresh") != null) {
            Files.writeString(answer, table);
        }
        assertThat(table).isEqualTo(Files.readString(answer));
        assertThat(table.lines()).as("an example needs at least one row").hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aQuestionSaysWhatItsAnswerMeans(Path question) throws IOException {
        assertThat(Files.readString(question))
                .startsWith("-- ")
                .contains("\n-- One row  ")
                .contains("\n-- Cost     ");
    }

    @Test
    void everyQuestionIsInTheListOfQuestions() throws IOException {
        String list = Files.readString(Path.of("sql/cookbook.md"));

        assertThat(questions())
                .hasSizeGreaterThanOrEqualTo(12)
                .allSatisfy(question -> assertThat(list).contains("(cookbook/" + question.getFileName() + ")"));
    }
}
