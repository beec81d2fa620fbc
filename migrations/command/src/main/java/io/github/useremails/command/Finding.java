package io.github.useremails.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A finding of preflight: its severity, what it is, and what to do about it. Counts and ids, no addresses. */
record Finding(
        String severity,
        String text,
        @Nullable String nextStep,
        @Nullable String cases,
        String json) {

    /** Runs a query with the columns severity, finding and next_step, and optionally cases and examples. */
    static List<Finding> of(Connection connection, String sql) throws SQLException {
        String withJson = "select q.severity, q.finding, q.next_step, to_json(q) ->> 'cases',"
                + " array_to_string(array(select json_array_elements_text(to_json(q) -> 'examples')), ', '), to_json(q)"
                + " from (" + sql + "\n) q";
        List<Finding> findings = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(withJson);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String count = rows.getString(4);
                findings.add(new Finding(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        count == null ? null : "Users: " + count + ", such as " + rows.getString(5),
                        rows.getString(6)));
            }
        }
        return findings;
    }

    boolean stops() {
        return severity.equals("stops");
    }

    void print(PrintWriter out) {
        String label = stops() ? "STOP" : severity.toUpperCase(Locale.ROOT);
        out.println(label + "  " + text + ".");
        if (cases != null) {
            out.println("      " + cases + ".");
        }
        if (nextStep != null) {
            out.println("      Next: " + nextStep + ".");
        }
    }
}
