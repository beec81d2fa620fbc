package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the server runs a statement, in the words of {@code explain}. */
record Plan(String text) {

    /** With the values known, and without: the server takes the second after a while, where it seems no worse. */
    static final List<String> MODES = List.of("force_custom_plan", "force_generic_plan");

    private static final Pattern PAGES = Pattern.compile("Buffers: shared (?:hit=(\\d+))?(?: ?read=(\\d+))?");
    private static final Pattern INDEX = Pattern.compile("Index (?:Only )?Scan using (\\w+) on [^(]*\\((?!never)");

    private static final Pattern INDEX_WITHOUT_CONDITION = Pattern.compile("Index [^\n]*Scan [^\n]*\n(?! *Index Cond)");

    /**
     * Asks for the plan, and does not run it.
     *
     * @param sql with JDBC's question marks
     * @param values for them, written out
     * @param mode one of {@link #MODES}
     */
    static Plan of(Connection connection, String sql, String values, String mode) throws SQLException {
        return explained(connection, "costs off", "", sql, values, mode);
    }

    /** The same for a statement that was sent, with the values that went with it. */
    static Plan of(Connection connection, SentStatements.Sent sent, String mode) throws SQLException {
        String types = sent.types().isEmpty() ? "" : "(" + String.join(", ", sent.types()) + ")";
        return explained(connection, "costs off", types, sent.sql(), String.join(", ", sent.values()), mode);
    }

    /** The same, but runs it and counts the pages it touches. */
    static Plan ofRun(Connection connection, String sql, String values, String mode) throws SQLException {
        return explained(connection, "analyze, buffers, costs off, timing off, summary off", "", sql, values, mode);
    }

    private static Plan explained(
            Connection connection, String options, String types, String sql, String values, String mode)
            throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = " + mode);
            statement.execute("prepare explained" + types + " as " + numbered(sql));
            String call = values.isEmpty() ? "explained" : "explained(" + values + ")";
            try (ResultSet rows = statement.executeQuery("explain (" + options + ") execute " + call)) {
                StringBuilder plan = new StringBuilder();
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
                return new Plan(plan.toString());
            } finally {
                statement.execute("deallocate explained");
            }
        }
    }

    /** JDBC's question marks in the way of the server. */
    private static String numbered(String sql) {
        int[] number = {0};
        return Pattern.compile("\\?").matcher(sql).replaceAll(mark -> "\\$" + ++number[0]);
    }

    /** How many pages were touched: the first line that counts tells of the whole. */
    int pages() {
        Matcher pages = PAGES.matcher(text);
        assertThat(pages.find()).as(text).isTrue();
        return number(pages.group(1)) + number(pages.group(2));
    }

    /** The indexes of a plan that ran, each as often as a part of the plan has scanned it. */
    List<String> indexes() {
        return INDEX.matcher(text).results().map(scan -> scan.group(1)).toList();
    }

    /** What a plan should not do unless there is a reason: each is the work of a whole table, or may be. */
    Set<String> suspicions() {
        Set<String> suspicions = new TreeSet<>();
        for (String word : List.of("Seq Scan", "Sort", "Hash")) {
            if (text.contains(word)) {
                suspicions.add(word);
            }
        }
        if (INDEX_WITHOUT_CONDITION.matcher(text).find()) {
            suspicions.add("Index Scan without condition");
        }
        return suspicions;
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
