package io.github.useremails.documentation;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What a query gives, as a table of text with aligned columns. */
record Answer(List<String> names, List<List<String>> rows) {

    static Answer to(String sql, DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                names.add(columns.getColumnLabel(i));
            }
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result, names.size()));
            }
            return new Answer(names, rows);
        }
    }

    String table() {
        StringBuilder table = new StringBuilder();
        append(table, names);
        List<String> line = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            line.add("-".repeat(width(i)));
        }
        append(table, line);
        rows.forEach(row -> append(table, row));
        return table.toString();
    }

    private static List<String> row(ResultSet result, int columns) throws SQLException {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            String value = result.getString(i);
            row.add(value == null ? "" : value);
        }
        return row;
    }

    private void append(StringBuilder table, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            line.append(i == 0 ? "" : "  ")
                    .append(cell)
                    .append(" ".repeat(width(i) - cell.codePointCount(0, cell.length())));
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(int column) {
        int width = names.get(column).length();
        for (List<String> row : rows) {
            String cell = row.get(column);
            width = Math.max(width, cell.codePointCount(0, cell.length()));
        }
        return width;
    }
}
