package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Polling;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Knows when a session has come to wait for another one, so that a test need not guess. */
final class Waiting {

    private Waiting() {}

    /** Returns as soon as so many sessions of the database wait for a lock. */
    static void untilBlocked(PostgresDatabase database, int sessions) {
        String blocked = "select count(*) from pg_stat_activity"
                + " where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0";
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        try {
            while (!database.query(blocked).get(0).get(0).equals(String.valueOf(sessions))) {
                assertThat(Instant.now()).as("blocked sessions").isBefore(end);
                Polling.pause();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
