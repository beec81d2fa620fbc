package io.github.useremails.persistence.benchmark;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Where and when something was measured. */
record Surroundings(String database, String java, int processors, LocalDate day) {

    static Surroundings of(BenchmarkDatabase database) throws SQLException {
        return new Surroundings(
                database.version(),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                LocalDate.now(ZoneOffset.UTC));
    }

    String text() {
        String shared = processors == 1 ? "one processor" : processors + " processors";
        return String.format(Locale.ROOT, "%s, Java %s, %s for both, %s", database, java, shared, day);
    }
}
