package io.github.useremails.migrations.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A migrator that is killed with -9 in any step leaves nothing that the next run cannot go on from. */
class KilledMigratorTest {

    private static final String APPLIED =
            "select coalesce(max(h.version::integer), 0) from useremails_schema_history h where h.version <> '0'";

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 17, 20})
    void theNextRunGoesOnFromWhereItWasKilled(int version) throws Exception {
        try (Database database = usersWithALegacyColumn(20_000)) {
            CommandProcess command = new CommandProcess(Map.of("FLYWAY_URL", database.jdbcUrl()));
            Process killed = command.start("expand");
            while (killed.isAlive() && applied(database) < version) {
                Thread.onSpinWait();
            }
            killed.destroyForcibly();
            assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(command.run("expand").exitCode()).isZero();

            assertThat(applied(database)).isEqualTo(22);
            assertThat(database.query("select * from user_email_move_problems()"))
                    .isEmpty();
            assertThat(database.query("select count(*) from user_email_addresses"))
                    .containsExactly(List.of("20000"));
        }
    }

    @Test
    void aBackfillThatIsKilledAgainAndAgainComesToItsEnd() throws Exception {
        try (Database database = usersWithALegacyColumn(40_000)) {
            CommandProcess command = new CommandProcess(Map.of("FLYWAY_URL", database.jdbcUrl()));
            assertThat(command.run("expand", "--forwarding-only").exitCode()).isZero();
            int kills = 0;
            while (!isFinished(database)) {
                Process killed = command.start("backfill", "--batch-time", "20");
                long before = lookedAt(database);
                while (killed.isAlive() && lookedAt(database) < before + 3_000 && !isFinished(database)) {
                    Thread.onSpinWait();
                }
                killed.destroyForcibly();
                assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();
                kills++;
            }

            assertThat(kills).isGreaterThan(2);
            assertThat(database.query("select * from user_email_move_problems()"))
                    .isEmpty();
            assertThat(database.query("select count(*) from user_email_addresses"))
                    .containsExactly(List.of("40000"));
        }
    }

    private static Database usersWithALegacyColumn(int users) throws SQLException {
        Database database = Databases.shared().create();
        database.execute("create table users (id bigint primary key, email_address text); insert into users"
                + " select i, 'User' || i || '@mail.example' from generate_series(1, " + users + ") as i");
        return database;
    }

    private static int applied(Database database) throws SQLException {
        boolean fresh = database.query("select 1 from pg_class c where c.relname = 'useremails_schema_history'")
                .isEmpty();
        return fresh ? 0 : number(database, APPLIED);
    }

    private static boolean isFinished(Database database) throws SQLException {
        return !database.query("select 1 from user_email_move m where m.finished_at is not null")
                .isEmpty();
    }

    private static long lookedAt(Database database) throws SQLException {
        return number(database, "select m.looked_at from user_email_move m");
    }

    private static int number(Database database, String sql) throws SQLException {
        return Integer.parseInt(String.valueOf(database.query(sql).get(0).get(0)));
    }
}
