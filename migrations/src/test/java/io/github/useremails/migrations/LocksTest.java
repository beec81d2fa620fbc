package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.fixture.Scripts;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** What a migration takes of a table that the application is using. */
class LocksTest {

    private static final String LOCKS = "select l.mode from pg_locks l"
            + " where l.pid = pg_backend_pid() and l.relation = to_regclass('public.%s') order by l.mode";

    private Database database;

    @BeforeEach
    void createDatabaseWithUsers() throws SQLException {
        database = Databases.shared().create();
        database.execute("create table users (id bigint primary key, email_address text);"
                + " insert into users select i from generate_series(1, 100) as i");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void noScriptTakesMoreOfUsersThanItsHeaderSays() throws Exception {
        Map<String, List<String>> locks = locksOfEachScriptOn("users");
        locks.values().removeIf(List::isEmpty);

        List<String> reading = List.of("AccessShareLock");
        List<String> referring = List.of("AccessShareLock", "ShareRowExclusiveLock");
        assertThat(locks)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("V3__create_addresses", referring),
                        Map.entry("V12__create_rosters", referring),
                        Map.entry("V23__create_views", reading),
                        Map.entry("V24__report_inconsistencies", reading),
                        Map.entry("V1.01__check_the_table", reading),
                        Map.entry("V1.03__allow_one_address", List.of("ShareRowExclusiveLock")),
                        Map.entry("V1.04__create_conflicts", referring),
                        Map.entry("V2.1__forward_from_users", referring),
                        Map.entry("V2.2__write_the_column", List.of("RowExclusiveLock")),
                        Map.entry("V2.5__forward_to_users", reading),
                        Map.entry("V4__verify_both_sides", reading)));
    }

    /** Which may be in use as well, when a later release brings its scripts: nobody who reads ever waits. */
    @Test
    void noLaterScriptTakesMoreOfTheAddressesThanItsHeaderSays() throws Exception {
        Map<String, List<String>> locks = locksOfEachScriptOn("user_email_addresses");

        locks.forEach((script, modes) -> {
            if (!script.equals("V3__create_addresses")
                    && !script.equals("V1.03__allow_one_address")
                    && !script.equals("V5__drop_the_column")) {
                assertThat(modes).as(script).doesNotContain("ExclusiveLock", "AccessExclusiveLock");
            }
        });
        assertThat(locks.get("V1.03__allow_one_address")).contains("AccessExclusiveLock");
        assertThat(locks.get("V23__create_views")).isSubsetOf("AccessShareLock");
    }

    @Test
    void theWaysBackAndTheContractLockBothTablesOnlyWhereTheySaySo() throws Exception {
        Migrations.of(database.dataSource()).migrate();
        assertThat(exclusiveLocksOf(MoveScripts.undo(MoveStep.VERIFICATION))).isEmpty();
        assertThat(exclusiveLocksOf(MoveScripts.undo(MoveStep.BACKFILL))).isEmpty();
        assertThat(exclusiveLocksOf(MoveScripts.undo(MoveStep.FORWARDING)))
                .containsExactly("user_email_addresses", "users");
        assertThat(exclusiveLocksOf(MoveScripts.undo(MoveStep.STRUCTURE)))
                .containsExactly("user_email_addresses", "users");
        Migrations.of(database.dataSource()).migrate();
        database.execute("select waive_contract_check('observation', 'a test')");
        database.setDefault("useremails.contract_wait", "0");

        assertThat(exclusiveLocksOf("steps/V5__drop_the_column.sql")).containsExactly("user_email_addresses", "users");
        assertThat(exclusiveLocksOf(MoveScripts.undo(MoveStep.CONTRACT))).containsExactly("users");
    }

    /** Which of the two tables a script locks against everybody; the script is committed. */
    private List<String> exclusiveLocksOf(String script) throws Exception {
        List<String> locked = new ArrayList<>();
        PGSimpleDataSource asPsql = database.dataSource();
        asPsql.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = asPsql.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(MoveScripts.sql(script));
            for (String table : List.of("user_email_addresses", "users")) {
                if (locksOn(table, statement).contains("AccessExclusiveLock")) {
                    locked.add(table);
                }
            }
            connection.commit();
        }
        return locked;
    }

    private Map<String, List<String>> locksOfEachScriptOn(String table) throws Exception {
        Map<String, List<String>> locks = new TreeMap<>();
        PGSimpleDataSource asPsql = database.dataSource();
        asPsql.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = asPsql.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (Path script : MigrationScriptsTest.scripts()) {
                String name = script.getFileName().toString();
                // One that is not a transaction takes its locks batch by batch.
                connection.setAutoCommit(Files.exists(script.resolveSibling(name + ".conf")));
                if (name.startsWith("V") && !name.equals("V5__drop_the_column.sql")) {
                    for (String alone : MigrationScriptsTest.sentAtOnce(sql(script), connection.getAutoCommit())) {
                        statement.execute(alone);
                    }
                    locks.put(name.replaceFirst("[.]sql$", ""), locksOn(table, statement));
                }
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
            }
        }
        return locks;
    }

    @Test
    void aScriptThatCannotHaveItsLockGivesUpAndGoesOnLater() throws SQLException {
        Migrations migrations = Migrations.of(database.dataSource()).withLockTimeout(Duration.ofMillis(50));
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update users set email_address = 'ann@mail.example' where id = 1");

            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(migrations::migrate)
                    .withMessageContaining("V3__create_addresses.sql")
                    .withMessageContaining("55P03");
            assertThat(database.query("select 1 from pg_constraint where contype = 'f'"))
                    .isEmpty();
            writer.commit();
        }

        assertThat(migrations.migrate()).isEqualTo(Scripts.all() - Scripts.AFTER_FORWARDING);
        assertThat(database.query("select email_address from users where id = 1")
                        .get(0))
                .containsExactly("ann@mail.example");
    }

    private static String sql(Path script) throws IOException {
        return Placeholders.STANDARD.render(Files.readString(script));
    }

    private static List<String> locksOn(String table, Statement statement) throws SQLException {
        List<String> modes = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(LOCKS.formatted(table))) {
            while (rows.next()) {
                modes.add(rows.getString(1));
            }
        }
        return modes;
    }
}
