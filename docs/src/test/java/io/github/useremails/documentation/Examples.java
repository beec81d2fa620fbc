package io.github.useremails.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The parts of tests that the documentation shows, each between two comments. */
final class Examples {

    private static final Path DIRECTORY = Path.of("src/test/java/io/github/useremails/examples");

    private static final Pattern REGION = Pattern.compile("(?s)// example: [^\n]*\n(.*?)\n *// end");

    private Examples() {}

    static List<String> regions() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.flatMap(Examples::regions).toList();
        }
    }

    private static Stream<String> regions(Path file) {
        return REGION.matcher(read(file))
                .results()
                .map((MatchResult region) -> region.group(1).stripIndent().strip());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
