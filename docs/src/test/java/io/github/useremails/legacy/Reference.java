package io.github.useremails.legacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of the application that needs the column, or one that only looks so. The list is kept apart from the sources,
 * which have nothing in them that would help a finder.
 *
 * @param id tells it from the others
 * @param kind what it is, in words
 * @param file from the root of the application
 * @param names under which those who do not know lines may know it
 * @param line its text, without blanks around it
 * @param number of the line, from 1
 */
record Reference(String id, String kind, String file, List<String> names, String line, int number) {

    static final Path APPLICATION = Path.of("src/test/resources/legacy-application");

    /** The first word or two of the kind. */
    String place() {
        return kind.replaceFirst(",.*", "");
    }

    /** What needs {@code users.email_address}. */
    static List<Reference> planted() {
        return read(Path.of("src/test/resources/legacy-planted.tsv"));
    }

    /** What works as well without it. */
    static List<Reference> decoys() {
        return read(Path.of("src/test/resources/legacy-decoys.tsv"));
    }

    private static List<Reference> read(Path list) {
        return lines(list).stream()
                .skip(1)
                .map(line -> line.split("\t", 5))
                .map(column -> new Reference(
                        column[0],
                        column[1],
                        column[2],
                        List.of(column[3].split("; ")),
                        column[4],
                        number(column[2], column[4])))
                .toList();
    }

    private static int number(String file, String wanted) {
        List<String> lines =
                lines(APPLICATION.resolve(file)).stream().map(String::strip).toList();
        int first = lines.indexOf(wanted);
        if (first < 0 || first != lines.lastIndexOf(wanted)) {
            throw new IllegalStateException(file + " does not have once: " + wanted);
        }
        return first + 1;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
