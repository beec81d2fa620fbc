package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

    private static final Path CONTRACT = Path.of("src/main/resources/db/useremails/contract/R__drop_legacy_column.sql");

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
        assertThat(locksOfEachScriptOn("users"))
                .containsEntry("V1", List.of())
                .containsEntry("V2", List.of())
                .containsEntry("V3", List.of())
                .containsEntry("V4", List.of("AccessShareLock", "ShareRowExclusiveLock"))
                .containsEntry("V5", List.of("AccessShareLock", "RowShareLock"))
                .containsEntry("V6", List.of())
                .containsEntry("V7", List.of("AccessShareLock"))
                .containsEntry("V8", List.of())
                .containsEntry("V9", List.of())
                .containsEntry("V10", List.of())
                .containsEntry("V11", List.of("AccessShareLock", "ShareRowExclusiveLock"))
                .containsEntry("V12", List.of())
                .containsEntry("V13", List.of())
                .containsEntry("V14", List.of("AccessShareLock"))
                .containsEntry("V15", List.of())
                .containsEntry("V16", List.of("AccessShareLock", "ShareRowExclusiveLock"))
                .containsEntry("V17", List.of("AccessShareLock", "ShareRowExclusiveLock"))
                .containsEntry("V18", List.of("AccessShareLock", "RowExclusiveLock"))
                .containsEntry("V19", List.of())
                .containsEntry("V20", List.of())
                .containsEntry("V22", List.of("AccessShareLock"))
                .containsEntry("V23", List.of());
    }

    /** Which may be in use as well, when a later release brings its scripts: nobody who reads ever waits. */
    @Test
    void noLaterScriptTakesMoreOfTheAddressesThanItsHeaderSays() throws Exception {
        Map<String, List<String>> locks = locksOfEachScriptOn("user_email_addresses");

        for (String script : List.of("V4", "V6", "V8", "V9", "V10", "V18")) {
            assertThat(locks.get(script))
                    .as(script)
                    .contains("ShareRowExclusiveLock")
                    .doesNotContain("ExclusiveLock", "AccessExclusiveLock");
        }
        assertThat(locks.get("V16")).contains("AccessExclusiveLock");
        assertThat(locks.get("V5")).isSubsetOf("AccessShareLock", "ShareUpdateExclusiveLock");
        assertThat(locks.get("V7")).isSubsetOf("AccessShareLock");
    }

    @Test
    void theWaysBackAndTheContractLockBothTablesOnlyWhereTheySaySo() throws Exception {
        Migrations.of(database.dataSource()).migrate();
        Path undo = Path.of("../docs/operations/undo");
        for (int version : List.of(22, 21, 20, 19)) {
            assertThat(exclusiveLocksOf(undo.resolve("V" + version + ".sql"))).isEmpty();
        }
        assertThat(exclusiveLocksOf(undo.resolve("V18.sql"))).containsExactly("user_email_addresses");
        assertThat(exclusiveLocksOf(undo.resolve("V17.sql"))).containsExactly("users");
        assertThat(exclusiveLocksOf(undo.resolve("V16.sql"))).containsExactly("user_email_addresses", "users");
        Migrations.of(database.dataSource()).migrate();
        database.execute("select waive_contract_check('observation', 'a test')");
        database.setDefault("useremails.contract_wait", "0");

        assertThat(exclusiveLocksOf(CONTRACT)).containsExactly("user_email_addresses", "users");
        assertThat(exclusiveLocksOf(Path.of("../docs/operations/move/re-expand.sql")))
                .containsExactly("users");
    }

    /** Which of the two tables a script locks against everybody; the script is committed. */
    private List<String> exclusiveLocksOf(Path script) throws Exception {
        List<String> locked = new ArrayList<>();
        PGSimpleDataSource asPsql = database.dataSource();
        asPsql.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = asPsql.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql(script));
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
                if (name.startsWith("V")) {
                    for (String alone : MigrationScriptsTest.sentAtOnce(sql(script), connection.getAutoCommit())) {
                        statement.execute(alone);
                    }
                    locks.put(name.replaceFirst("__.*", ""), locksOn(table, statement));
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
                    .withMessageContaining("V4__refer_to_users.sql")
                    .withMessageContaining("55P03");
            assertThat(database.query("select 1 from pg_constraint where contype = 'f'"))
                    .isEmpty();
            writer.commit();
        }

        assertThat(migrations.migrate()).isEqualTo(20);
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
