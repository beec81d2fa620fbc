package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No block of code in the documentation is without something that runs it. */
class CodeBlocksTest {

    @RegisterExtension
    static final PostgresDatabase database = SampleDatabase.loaded();

    /** Shell is run by {@link FlywayCommandLineTest}, {@link RunbookTest}, or is a command of the build that .ci/run calls. */
    private static final Set<String> LANGUAGES = Set.of("java", "sql", "text", "toml", "xml", "sh", "mermaid");

    static List<CodeBlock> java() {
        return blocks("java");
    }

    static List<CodeBlock> sql() {
        return blocks("sql");
    }

    static List<CodeBlock> xml() {
        return blocks("xml");
    }

    static List<CodeBlock> sh() {
        return blocks("sh");
    }

    @Test
    void everyBlockIsOfALanguageThatIsChecked() {
        assertThat(Page.all())
                .flatMap(Page::codeBlocks)
                .extracting(CodeBlock::language)
                .isSubsetOf(LANGUAGES);
    }

    @ParameterizedTest
    @MethodSource("java")
    void javaIsARegionOfAnExampleThatIsATest(CodeBlock block) throws IOException {
        assertThat(Examples.regions()).contains(block.text().strip());
    }

    /** As the data team, and with the result that follows. */
    @ParameterizedTest
    @MethodSource("sql")
    void sqlRunsAsTheReaderAndHasTheResultThatFollows(CodeBlock block) throws Exception {
        List<CodeBlock> all = block.page().codeBlocks();
        CodeBlock result = all.get(all.indexOf(block) + 1);

        assertThat(result.language()).isEqualTo("text");
        assertThat(result.text())
                .isEqualTo(Answer.to(block.text(), database.asRole("useremails_reader"))
                        .table());
    }

    @Test
    void textIsTheResultOfSql() {
        for (Page page : Page.all()) {
            List<CodeBlock> blocks = page.codeBlocks();
            for (int i = 0; i < blocks.size(); i++) {
                if (blocks.get(i).language().equals("text")) {
                    assertThat(i).as(blocks.get(i).toString()).isPositive();
                    assertThat(blocks.get(i - 1).language()).isEqualTo("sql");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("xml")
    void xmlNamesTheCoordinatesOfThisBuild(CodeBlock block) throws IOException {
        String module = block.text().replaceAll("(?s).*<artifactId>useremails-(\\w+)</artifactId>.*", "$1");
        String pom = Files.readString(Page.ROOT.resolve(module).resolve("pom.xml"));

        assertThat(block.text()).startsWith("<dependency>");
        for (String line : block.text().strip().lines().skip(1).limit(3).toList()) {
            assertThat(pom).contains(line.strip());
        }
    }

    @ParameterizedTest
    @MethodSource("sh")
    void aShellCommandIsRunByATest(CodeBlock block) throws IOException {
        String checks = Files.readString(Page.ROOT.resolve(".ci/run"));
        for (String line : block.text().lines().toList()) {
            String command = line.replaceFirst(" +#.*", "").strip();
            assertThat(command.startsWith("flyway ")
                            || UndoTest.runs(block)
                            || (RunbookTest.runs(block.page()) && command.startsWith("useremails "))
                            || checks.contains(command)
                            || isRefresh(command))
                    .as("nothing runs: " + command)
                    .isTrue();
        }
    }

    /** The tests that compare generated files write them, too, with one more property for each. */
    private static boolean isRefresh(String command) {
        return command.matches("\\./mvnw test -pl \\w+ -am -Dtest=\\w+(,\\w+)* -Dsurefire.failIfNoSpecifiedTests=false"
                + "( -D(documentation|jooq|schema|rights)\\.refresh)+");
    }

    private static List<CodeBlock> blocks(String language) {
        List<CodeBlock> blocks = new ArrayList<>();
        for (Page page : Page.all()) {
            page.codeBlocks().stream()
                    .filter(block -> block.language().equals(language))
                    .forEach(blocks::add);
        }
        return blocks;
    }
}
