package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Ids of users from an option or a file. Errors name the line and never its text, which may be an address. */
record UserIds(Set<Long> values) {

    /** Separated by commas. */
    static UserIds in(String option, String list) {
        Set<Long> ids = new TreeSet<>();
        if (!list.isBlank()) {
            for (String id : list.split(",", -1)) {
                add(id, ids, option + " must be ids of users, separated by commas, such as 17,18.");
            }
        }
        return new UserIds(ids);
    }

    /** One id a line; blank lines are skipped. */
    static UserIds of(String file) {
        Set<Long> ids = new TreeSet<>();
        String name = file.equals("-") ? "the standard input" : "the file " + file;
        try (BufferedReader lines = reader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    add(
                            line,
                            ids,
                            "Line " + number + " of " + name + " is not an id. Write one id a line, and nothing else.");
                }
            }
        } catch (MalformedInputException e) {
            throw Refusal.usage("Not a text in UTF-8: " + name + ". Write one id a line, and nothing else.");
        } catch (IOException e) {
            throw Refusal.usage("Cannot read " + name + ": " + e.getClass().getSimpleName()
                    + ". Name a file with --ids-file, or - for the standard input.");
        }
        if (ids.isEmpty()) {
            throw Refusal.usage("There is no id in " + name + ". Write one id a line.");
        }
        return new UserIds(ids);
    }

    UserIds and(UserIds more) {
        Set<Long> all = new TreeSet<>(values);
        all.addAll(more.values);
        return new UserIds(all);
    }

    Long[] toArray() {
        return values.toArray(Long[]::new);
    }

    private static void add(String text, Set<Long> ids, String otherwise) {
        try {
            ids.add(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw Refusal.usage(otherwise);
        }
    }

    private static BufferedReader reader(String file) throws IOException {
        return file.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
    }
}
