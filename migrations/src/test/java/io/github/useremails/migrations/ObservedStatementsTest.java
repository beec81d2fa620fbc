package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.EmbeddedServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the statistics of the server tell of statements, and what is kept of it. */
class ObservedStatementsTest {

    private static EmbeddedServer server;

    private Database database;

    @BeforeAll
    static void startAServerThatCounts() {
        server = EmbeddedServer.start(Map.of("shared_preload_libraries", "pg_stat_statements"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void finishAMove() throws SQLException {
        database = Databases.on(server).create();
        database.execute("create schema extensions; create extension pg_stat_statements schema extensions;"
                + " create table users (id bigint primary key, email_address text);"
                + " insert into users values (1, 'ann@mail.example')");
        Migrations.of(database.dataSource()).withRoles().migrate();
        database.query("select extensions.pg_stat_statements_reset()");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void theModulesOwnStatementsAreNoUse() throws SQLException {
        database.query("select * from user_email_move_problems()");
        database.query("select * from user_email_contract_obstacles()");
        database.query("select v.user_id from user_email_addresses_with_legacy v");

        assertThat(statements()).isEmpty();
    }

    @Test
    void aStatementIsKnownByItsRole() throws SQLException {
        database.execute("drop role if exists analyst; create role analyst; grant select on users to analyst");
        database.execute("set role analyst; select u.email_address from users u where u.id = 1");
        database.execute("set role analyst; select u.email_address from users u where u.id = 2");

        assertThat(statements()).containsExactly(List.of("analyst", "2"));
        assertThat(database.query("select o from user_email_contract_obstacles() o"))
                .containsExactly(List.of("statements of role analyst name the column: 1"));
        database.execute("revoke all on users from analyst; drop role analyst");
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
        assertThat(database.query("select o from user_email_contract_obstacles() o"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(0)).contains("pg_stat_statements saw"));
        assertThat(database.query("select o from user_email_contract_obstacles(interval '0') o"))
                .isEmpty();
    }

    @Test
    void statementsOfAnotherDatabaseAreNotOurs() throws SQLException {
        try (Database other = Databases.on(server).create()) {
            other.execute("create table users (id bigint, email_address text); select email_address from users");
        }

        assertThat(statements()).isEmpty();
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
