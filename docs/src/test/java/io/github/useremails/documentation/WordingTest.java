package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Finds words that read as translated. The field has its own words for each of them. */
class WordingTest {

    private static final Pattern REPLACED = Pattern.compile(
            "(?i)\\b(whoever|whom|merely|anew|mend(ed|s|ing)?|set aside|looked after|comes? out|as it likes"
                    + "|(is|are) to be|to be had|kept alike|go(es)? along|goes on|finds nobody|nobody knows|any more|in good order"
                    + "|for ever|stands in the way|in step|passed over|handed over|under way|likewise|(?<!there )(is|are) no(?! longer| more| less))\\b");

    private static final List<String> MODULES = List.of(
            "domain",
            "migrations",
            "migrations/command",
            "persistence",
            "persistence/guard",
            "persistence/benchmark",
            "docs");

    static List<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageHasNoneOfThem(Page page) {
        assertThat(page.text()).doesNotContainPattern(REPLACED);
    }

    /** Javadoc, comments and messages, those of SQL included. */
    @Test
    void theSourcesHaveNoneOfThem() throws IOException {
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Page.ROOT.resolve(module).resolve("src/main"))) {
                for (Path file : files.filter(WordingTest::isSource).toList()) {
                    assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(REPLACED);
                }
            }
        }
    }

    private static boolean isSource(Path file) {
        return file.toString().matches(".*[.](java|sql)");
    }
}
