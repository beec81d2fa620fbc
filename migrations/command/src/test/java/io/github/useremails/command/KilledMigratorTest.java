package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.fixture.Scripts;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.Polling;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A migrator that is killed with -9 in any step leaves nothing that the next run cannot go on from. */
@Tag("slow")
class KilledMigratorTest {

    /** How many scripts of the move have run, with the note of where its history begins. */
    private static final String APPLIED = "select count(*) from useremails_email_address_history h where h.success";

    private static final int ALL = Scripts.ofTheMove() + 1;

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 18, 22, 23})
    void theNextRunGoesOnFromWhereItWasKilled(int scripts) throws Exception {
        try (Database database = usersWithALegacyColumn(20_000)) {
            CommandProcess command = new CommandProcess(Map.of("FLYWAY_URL", database.jdbcUrl()));
            Process killed = command.start("expand");
            while (killed.isAlive() && applied(database) < scripts) {
                Polling.pause();
            }
            kill(killed);

            assertThat(command.run("expand").exitCode()).isZero();

            assertThat(applied(database)).isEqualTo(ALL);
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
                    Polling.pause();
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

    /** The server has nothing to send to the process, and would not notice by itself that it is gone. */
    @Test
    void nothingIsCopiedAnyMoreWhenTheProcessIsGone() throws Exception {
        try (Database database = usersWithALegacyColumn(40_000)) {
            database.setDefault("useremails.rest_milliseconds", "100");
            CommandProcess command = new CommandProcess(Map.of("FLYWAY_URL", database.jdbcUrl()));
            Process killed = command.start("expand");
            while (killed.isAlive() && applied(database) < 20) {
                Polling.pause();
            }
            while (killed.isAlive() && lookedAt(database) == 0) {
                Polling.pause();
            }
            kill(killed);

            while (!database.query("select 1 from pg_stat_activity a where a.application_name = 'useremails'"
                            + " and a.datname = current_database()")
                    .isEmpty()) {
                Polling.pause();
            }

            assertThat(isFinished(database)).isFalse();
        }
    }

    /** While it waits for its lock, with all its checks behind it. */
    @Test
    void aContractThatIsKilledLeavesEverythingAsItWas() throws Exception {
        try (Database database = usersWithALegacyColumn(1_000)) {
            CommandProcess command = new CommandProcess(Map.of("FLYWAY_URL", database.jdbcUrl()));
            assertThat(command.run("expand").exitCode()).isZero();

            killWhileItWaits(
                    database,
                    command,
                    "contract",
                    "--yes-drop",
                    "users.email_address",
                    "--wait-days",
                    "0",
                    "--unobserved",
                    "--lock-timeout",
                    "60000");

            database.execute("update users set email_address = 'still@mail.example' where id = 7");
            assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id = 7"))
                    .containsExactly(List.of("still@mail.example"));
            assertThat(command.run("contract", "--yes-drop", "users.email_address", "--wait-days", "0")
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void aRollbackThatIsKilledGoesOnFromWhereItWasKilled() throws Exception {
        try (Database database = usersWithALegacyColumn(1_000)) {
            CommandProcess command = new CommandProcess(Map.of("FLYWAY_URL", database.jdbcUrl()));
            assertThat(command.run("expand").exitCode()).isZero();

            killWhileItWaits(database, command, "rollback", "--undo", "structure", "--lock-timeout", "60000");

            assertThat(applied(database))
                    .as("all but verification and backfill")
                    .isEqualTo(ALL - Scripts.AFTER_FORWARDING);
            database.execute("update users set email_address = 'still@mail.example' where id = 7");
            assertThat(command.run("rollback", "--undo", "structure").exitCode())
                    .isZero();
            assertThat(database.query("select u.email_address from users u where u.id = 7"))
                    .containsExactly(List.of("still@mail.example"));
            assertThat(command.run("expand").exitCode()).isZero();
            assertThat(database.query("select * from user_email_move_problems()"))
                    .isEmpty();
        }
    }

    /** For somebody who reads the addresses. */
    private static void killWhileItWaits(Database database, CommandProcess command, String... arguments)
            throws Exception {
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from user_email_addresses");
            Process waiting = command.start(arguments);
            while (waiting.isAlive()
                    && database.query("select 1 from pg_locks l where not l.granted")
                            .isEmpty()) {
                Polling.pause();
            }
            kill(waiting);
            reader.rollback();
        }
        while (!database.query("select 1 from pg_stat_activity a where a.application_name = 'useremails'"
                        + " and a.datname = current_database()")
                .isEmpty()) {
            Polling.pause();
        }
    }

    private static void kill(Process running) throws InterruptedException {
        assertThat(running.isAlive()).as("killed before its end").isTrue();
        running.destroyForcibly();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private static Database usersWithALegacyColumn(int users) throws SQLException {
        Database database = Databases.shared().create();
        LegacyUsers.createIn(database).addNumbered(users, "User%s@mail.example");
        return database;
    }

    private static int applied(Database database) throws SQLException {
        boolean fresh = database.query("select 1 from pg_class c where c.relname = 'useremails_email_address_history'")
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
