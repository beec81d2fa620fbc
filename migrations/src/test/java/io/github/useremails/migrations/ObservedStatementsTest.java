package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.EmbeddedServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the statistics of the server tell of statements, and what is kept of it. */
class ObservedStatementsTest {

    private static EmbeddedServer server;
    private static Databases databases;

    private Database database;

    @BeforeAll
    static void startAServerThatCounts() throws SQLException {
        server = EmbeddedServer.start(Map.of("shared_preload_libraries", "pg_stat_statements"));
        databases = Databases.on(server);
        try (Database any = databases.create()) {
            any.execute("create role analyst; create role observed_owner");
        }
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void copyAFinishedMove() throws SQLException {
        use(databases.copyOf("a finished move", ObservedStatementsTest::finishAMove));
    }

    private void use(Database moved) throws SQLException {
        database = moved;
        database.setDefault("useremails.contract_wait", "0");
    }

    private static void finishAMove(Database template) throws SQLException {
        template.execute(
                "create schema extensions; create extension pg_stat_statements schema extensions;"
                        + " grant create on schema public to observed_owner; grant usage on schema extensions to observed_owner");
        LegacyUsers.createIn(template).add(user(1).withAddress("ann@mail.example"));
        template.execute("alter table users owner to observed_owner; grant select on users to analyst");
        template.query("select extensions.pg_stat_statements_reset()");
        owners(template).migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.execute("revoke pg_read_all_stats from observed_owner");
        database.close();
    }

    @Test
    void theModulesOwnStatementsAreNoUse() throws SQLException {
        database.close();
        // No copy, so that the statements of the migrations are counted as well.
        Database migrated = databases.create();
        finishAMove(migrated);
        use(migrated);
        database.query("select * from user_email_move_problems()");
        database.query("select * from user_email_contract_obstacles()");
        database.query("select v.user_id from user_email_addresses_with_legacy v");
        database.execute("insert into users (id) values (2)");
        database.execute("insert into user_email_addresses (user_id, email_address, normalized_email_address,"
                + " \"primary\", confirmed) values (2, 'bob@mail.example', 'bob@mail.example', true, true)");
        // Forwarded at commit, as a statement that no other statement contains.
        database.execute("delete from user_email_addresses where user_id = 2");
        database.execute("delete from users where id = 2");

        assertThat(statements()).isEmpty();
    }

    /** Also after an attempt that was refused, which is counted like every other statement. */
    @Test
    void theContractRunsAsAnOwnerWhoSeesEveryStatement() throws SQLException {
        database.execute("set role observed_owner; select waive_contract_check('observation', 'a test')");
        database.execute("create view contacts as select email_address from users");
        assertRefused("view public.contacts");
        database.execute("drop view contacts");

        assertThat(owners().withContract().migrate()).isEqualTo(1);
    }

    @Test
    void theReturnOfTheColumnIsNoUse() throws Exception {
        database.execute("set role observed_owner; select waive_contract_check('observation', 'a test')");
        owners().withContract().migrate();
        database.execute("set role observed_owner; " + MoveScripts.sql(MoveScripts.undo(MoveStep.CONTRACT)));
        owners().migrate();

        assertThat(statements()).isEmpty();
        for (String script : MoveScripts.undoDownTo(MoveStep.STRUCTURE)) {
            database.execute("set role observed_owner; " + MoveScripts.sql(script));
        }
        owners().migrate();
        assertThat(statements()).isEmpty();
    }

    @Test
    void statementsOfOtherRolesAreAnObstacleAlsoWhereTheOwnerCannotReadThem() throws SQLException {
        database.execute("set role analyst; select u.email_address from users u where u.id = 1");
        assertRefused("role observed_owner cannot read the statements of", "grant pg_read_all_stats to observed_owner");
        database.execute("set role observed_owner; select observe_column_uses('users', 'email_address')");
        assertRefused("have never been observed");

        database.execute("grant pg_read_all_stats to observed_owner");
        database.execute("set role observed_owner; select observe_column_uses('users', 'email_address')");
        assertRefused(
                "of role analyst: names the column, calls 1", "select u.email_address from users u where u.id = $1");

        database.query("select extensions.pg_stat_statements_reset()");
        database.execute("delete from deprecated_column_uses");
        assertThat(owners().withContract().migrate()).isEqualTo(1);
    }

    @Test
    void aRoleWhoseStatementsAreNotCountedIsAnObstacle() throws SQLException {
        database.execute("alter role analyst set pg_stat_statements.track = 'none'");
        assertThat(unseen())
                .containsExactly(List.of(
                        "setting pg_stat_statements.track", "is none for role analyst, so statements are not counted"));

        database.execute("alter role analyst reset pg_stat_statements.track");
        database.setDefault("compute_query_id", "off");
        assertThat(unseen())
                .contains(
                        List.of("setting compute_query_id", "is off for this session, so statements are not counted"));
    }

    @Test
    void aStatementIsKnownByItsRole() throws SQLException {
        database.execute("set role analyst; select u.email_address from users u where u.id = 1");
        database.execute("set role analyst; select u.email_address from users u where u.id = 2");

        assertThat(statements()).containsExactly(List.of("analyst", "2"));
        assertThat(obstacles(""))
                .anyMatch(obstacle -> obstacle.matches(
                        "statement -?\\d+ of role analyst names the column, calls 2: select u.email_address .*"));
    }

    @Test
    void aStatementThatHasBeenQuietForLongIsNoObstacle() throws SQLException {
        database.execute("set role analyst; select u.email_address from users u where u.id = 1");
        database.query("select observe_column_uses('users', 'email_address')");
        database.execute("update deprecated_column_uses set last_used_at = now() - interval '15 days'");
        assertThat(obstacles("")).isEmpty();

        database.execute("set role analyst; select u.email_address from users u where u.id = 1");
        assertThat(obstacles("")).hasSize(1);
    }

    @Test
    void whatWasObservedIsKeptWhenTheStatisticsAreReset() throws SQLException {
        database.query("select email_address from users");
        assertThat(observed()).isEqualTo("1");
        assertThat(observed()).as("nothing since").isEqualTo("0");
        database.query("select email_address from users");
        assertThat(observed()).isEqualTo("1");

        database.query("select extensions.pg_stat_statements_reset()");

        assertThat(statements()).isEmpty();
        assertThat(obstacles("")).singleElement().asString().contains("pg_stat_statements saw");
        assertThat(obstacles("interval '0'")).isEmpty();
    }

    @Test
    void statementsOfAnotherDatabaseAreNotOurs() throws SQLException {
        try (Database other = Databases.on(server).create()) {
            other.execute("create table users (id bigint, email_address text); select email_address from users");
        }

        assertThat(statements()).isEmpty();
    }

    private Migrations owners() {
        return owners(database);
    }

    private static Migrations owners(Database database) {
        return Migrations.of(database.asRole("observed_owner"));
    }

    private void assertRefused(String... reasons) {
        Migrations contract = owners().withContract();
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(contract::migrate)
                .withMessageContainingAll(reasons);
    }

    private List<List<@Nullable String>> unseen() throws SQLException {
        return database.query("select u.object, u.reason from unseen_statements() u");
    }

    private List<String> obstacles(String quietFor) throws SQLException {
        return database
                .query("select o.object || ' ' || o.reason from user_email_contract_obstacles(" + quietFor + ") o")
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private String observed() throws SQLException {
        return String.valueOf(database.query("select observe_column_uses('users', 'email_address')")
                .get(0)
                .get(0));
    }

    private List<List<@Nullable String>> statements() throws SQLException {
        return database.query(
                "select s.role_name, s.calls from statements_that_use_column('users', 'email_address') s");
    }
}
