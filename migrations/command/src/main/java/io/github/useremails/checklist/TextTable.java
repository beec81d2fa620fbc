package io.github.useremails.checklist;

import java.util.ArrayList;
import java.util.List;

/** Rows whose first column is text and whose other columns are numbers. */
final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    void add(String first, String... others) {
        List<String> row = new ArrayList<>(List.of(first));
        row.addAll(List.of(others));
        rows.add(row);
    }

    void add(String first, Counts counts) {
        add(
                first,
                String.valueOf(counts.todo()),
                String.valueOf(counts.fine()),
                String.valueOf(counts.unreviewed()),
                String.valueOf(counts.all()));
    }

    List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder(row.get(0));
        line.append(" ".repeat(width(0) - row.get(0).length()));
        for (int i = 1; i < row.size(); i++) {
            line.append("  ").append(" ".repeat(width(i) - row.get(i).length())).append(row.get(i));
        }
        return line.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.size() > column)
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }
}
