package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts how often tables are read as a whole, also by triggers and functions, of which no plan tells. */
record SequentialScans(Connection connection) {

    /** {@return the tables that are read as a whole meanwhile} */
    Set<String> during(Runnable call) throws SQLException {
        TreeMap<String, Long> before = counted();
        call.run();
        TreeMap<String, Long> after = counted();
        Set<String> read = new TreeSet<>();
        for (String table : after.keySet()) {
            if (after.get(table) > before.getOrDefault(table, 0L)) {
                read.add(table);
            }
        }
        return read;
    }

    private TreeMap<String, Long> counted() throws SQLException {
        TreeMap<String, Long> scans = new TreeMap<>();
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            try (ResultSet rows = statement.executeQuery("select relname, seq_scan from pg_stat_user_tables")) {
                while (rows.next()) {
                    scans.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return scans;
    }
}
