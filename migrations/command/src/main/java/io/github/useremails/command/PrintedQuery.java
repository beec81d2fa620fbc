package io.github.useremails.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;

/** A query whose rows are printed: as text, a row a line, or as JSON, which the server writes. */
record PrintedQuery(String sql, List<String> values) {

    /** With a value for each question mark. */
    PrintedQuery(String sql, String... values) {
        this(sql, List.of(values));
    }

    /** Returns the number of rows. */
    int ask(Connection connection, boolean json, PrintWriter out) throws SQLException {
        return json ? asJson(connection, out) : asText(connection, out);
    }

    boolean isEmpty(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql);
                ResultSet rows = statement.executeQuery()) {
            return !rows.next();
        }
    }

    private PreparedStatement prepared(Connection connection, String text) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        for (int i = 0; i < values.size(); i++) {
            statement.setString(i + 1, values.get(i));
        }
        return statement;
    }

    private int asJson(Connection connection, PrintWriter out) throws SQLException {
        String withoutEnd = sql.strip().replaceFirst(";\\s*$", "");
        String asJson = "select coalesce(json_agg(to_json(q)), '[]'), count(*) from (" + withoutEnd + "\n) q";
        try (PreparedStatement statement = prepared(connection, asJson);
                ResultSet answer = statement.executeQuery()) {
            answer.next();
            out.println(answer.getString(1));
            return answer.getInt(2);
        }
    }

    private int asText(Connection connection, PrintWriter out) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql);
                ResultSet rows = statement.executeQuery()) {
            ResultSetMetaData columns = rows.getMetaData();
            int count = 0;
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String value = rows.getString(i);
                    if (value != null) {
                        line.append(line.isEmpty() ? "" : ", ")
                                .append(columns.getColumnLabel(i).replace('_', ' '))
                                .append(' ')
                                .append(value);
                    }
                }
                out.println(line);
                count++;
            }
            return count;
        }
    }
}
