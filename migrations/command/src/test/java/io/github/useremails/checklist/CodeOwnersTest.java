package io.github.useremails.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class CodeOwnersTest {

    private static final List<String> PATHS = List.of(
            "a",
            "a.js",
            "docs",
            "docs.md",
            "docs/a",
            "docs/a.js",
            "docs/b/a.js",
            "docs/b/c/d",
            "x/docs/a.js",
            "x/docs",
            "x/y/docs/b/a",
            "x/y/z/a.js",
            "apps/docs/x",
            "apps/x/docs/a",
            "apps/x/y/docs",
            "build/logs/a",
            "build/a.log",
            "m\u00fcll/a",
            "with blank/a",
            "*/a",
            ".github/a");

    @TempDir
    private Path directory;

    /** What git itself makes of the pattern is the measure. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "**",
                "/**",
                "a",
                "/a",
                "*.js",
                "/*.js",
                "docs",
                "docs/",
                "/docs",
                "/docs/",
                "docs/a",
                "/docs/a.js",
                "docs/**",
                "/docs/**",
                "**/docs",
                "**/docs/",
                "**/a.js",
                "docs/*.js",
                "docs/**/a.js",
                "docs/**/d",
                "apps/**/docs",
                "/apps/**/docs/",
                "apps/*/docs",
                "apps/*/*/docs",
                "x/**",
                "x/**/a*",
                "**/y/**",
                "*/docs/",
                "*/docs",
                "?",
                "d??s",
                "/build/logs/",
                "build/*.log",
                "*a*",
                "m\u00fcll",
                "with\\ blank/",
                "\\*",
                "\\*/",
                "\\a",
                ".github",
                "**/b/**/d",
                "**/*/c",
                "doc*",
                "*s/a",
                "*o*s/*b*/",
                "no-such",
                "/x/y/z/a.js"
            })
    void aPatternMatchesAsThatOfGitIgnoreDoes(String pattern) throws Exception {
        Repository repository = Repository.in(directory);
        repository.write(".git/info/exclude", pattern);
        repository.write("paths", (String.join("\0", PATHS) + "\0").getBytes(StandardCharsets.UTF_8));
        repository.shell("git check-ignore -z --no-index --stdin < paths > matched || true");
        OwnerPattern owned = OwnerPattern.parse(pattern);

        List<String> matched = List.of(repository.read("matched").split("\0", -1));
        assertThat(PATHS.stream().filter(path -> owned.matches(segments(path))))
                .containsExactlyElementsOf(
                        matched.stream().filter(path -> !path.isEmpty()).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "docs/*, docs/a, true",
        "docs/*, docs/b/a, false",
        "*/*, docs/b/a, false",
        "m?ll, m\u00fcll/a, true",
        "/*, a, true",
        "/*, docs/a, false",
        "/, a, false"
    })
    void aStarAtTheEndIsForTheFilesOfTheFolderItself(String pattern, String path, boolean matches) {
        assertThat(OwnerPattern.parse(pattern).matches(segments(path))).isEqualTo(matches);
    }

    @Test
    void aHostilePatternTakesNoLongerThanAnother() {
        List<String> path = segments("a/".repeat(2_000) + "a".repeat(2_000) + "c");

        assertThat(OwnerPattern.parse("**/a/".repeat(500) + "*a".repeat(500) + "b")
                        .matches(path))
                .isFalse();
    }

    @Test
    void theLastPatternThatMatchesCounts() {
        CodeOwners owners = CodeOwners.parse("""
                # everything
                *           @all   # who else
                /src/       @ann bob@mail.example
                /src/api/   @\u00e4pi
                *.sql       @data

                /src/legacy/
                with\\ blank @blank
                [Section] @section
                ^[Optional][2] @section
                """);

        assertThat(of(owners, "README.md")).containsExactly("@all");
        assertThat(of(owners, "src/A.java")).containsExactly("@ann", "bob@mail.example");
        assertThat(of(owners, "src/api/A.java")).containsExactly("@\u00e4pi");
        assertThat(of(owners, "src/api/a.sql")).containsExactly("@data");
        assertThat(of(owners, "src/legacy/a.sql")).isEmpty();
        assertThat(of(owners, "with blank")).containsExactly("@blank");
        assertThat(of(owners, "Section")).containsExactly("@all");
        assertThat(of(CodeOwners.parse(""), "README.md")).isEmpty();
    }

    private static List<String> segments(String path) {
        return new SourcePath(path, true).segments();
    }

    private static List<String> of(CodeOwners owners, String path) {
        return owners.of(new SourcePath(path, true));
    }
}
