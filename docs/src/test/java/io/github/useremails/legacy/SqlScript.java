package io.github.useremails.legacy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Statements as somebody keeps them in a file for {@code psql}: each ends with a line. */
record SqlScript(String file, List<Statement> statements) {

    /** One that calls a function is known by its text where the function is what needs the column. */
    record Statement(Finding.Lines lines, String text) implements Finding {

        @Override
        public boolean is(Reference reference) {
            return lines.is(reference) || reference.names().contains(text.substring(0, text.length() - 1));
        }
    }

    static SqlScript read(Path root, String file) throws IOException {
        List<Statement> statements = new ArrayList<>();
        List<String> collected = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(root.resolve(file))) {
            number++;
            if (collected.isEmpty() && (line.isBlank() || line.startsWith("--") || line.startsWith("\\"))) {
                continue;
            }
            collected.add(line);
            if (line.endsWith(";")) {
                Finding.Lines lines = new Finding.Lines(file, number - collected.size() + 1, number);
                statements.add(new Statement(lines, String.join("\n", collected)));
                collected.clear();
            }
        }
        return new SqlScript(file, List.copyOf(statements));
    }
}
