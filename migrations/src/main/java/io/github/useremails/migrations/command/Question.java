package io.github.useremails.migrations.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;

/** A query whose answer is shown: as text, a row a line, or as JSON, which the server writes. */
record Question(String sql) {

    /** Returns how many rows there were. */
    int ask(Connection connection, boolean json, PrintWriter out) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return json ? asJson(statement, out) : asText(statement, out);
        }
    }

    boolean isEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return !rows.next();
        }
    }

    private int asJson(Statement statement, PrintWriter out) throws SQLException {
        String withoutEnd = sql.strip().replaceFirst(";\\s*$", "");
        try (ResultSet answer = statement.executeQuery(
                "select coalesce(json_agg(to_json(q)), '[]'), count(*) from (" + withoutEnd + "\n) q")) {
            answer.next();
            out.println(answer.getString(1));
            return answer.getInt(2);
        }
    }

    private int asText(Statement statement, PrintWriter out) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
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
