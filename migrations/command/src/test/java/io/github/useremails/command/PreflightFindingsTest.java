package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.migrations.LegacyColumn;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What preflight tells besides what stops the move: with counts and ids, without addresses. */
class PreflightFindingsTest {

    @TempDir
    private Path directory;

    private Database database;

    @BeforeEach
    void createUsers() throws SQLException {
        database = Databases.shared().copyOf("users and the schema of the module", PreflightFindingsTest::prepare);
    }

    private static void prepare(Database template) throws SQLException {
        LegacyUsers.createIn(template, "settings text default '{}'").addNumbered(50, "user%s@mail.example");
        Migrations.of(template.dataSource())
                .movingFrom(LegacyColumn.named("no_such_column"))
                .withColumnUses()
                .migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void aConditionThatFailsForSomeUsersIsCounted() throws Exception {
        database.execute("update users set settings = 'secret' where id in (7, 9)");

        Result found = run("legacy_confirmed = \"(u.settings::json ->> 'verified')::boolean\"");

        assertThat(found.exitCode()).isZero();
        assertThat(found.output())
                .contains("MIND  condition legacy_confirmed fails for 2 users, such as 7, 9 (SQLSTATE 22P02)")
                .doesNotContain("secret", "mail.example");
    }

    @Test
    void aConditionThatNamesNothingStops() throws Exception {
        Result found = run("legacy_institution_managed = \"u.nothing\"");

        assertThat(found.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(found.output())
                .contains("STOP  condition legacy_institution_managed cannot be evaluated", "u.nothing does not exist");
    }

    @Test
    void aTimeThatCannotBeEvaluatedStopsExpandToo() throws Exception {
        CommandInProcess command =
                CommandInProcess.on(database.jdbcUrl(), directory, "legacy_created_at = \"u.nothing\"");

        Result found = command.run("preflight");

        assertThat(found.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(found.output())
                .contains("STOP  time legacy_created_at cannot be evaluated", "u.nothing does not exist");
        assertThat(command.run("expand").output()).hasLineCount(1).contains("u.nothing does not exist");
    }

    @Test
    void aTimeThatFailsForSomeUsersIsCounted() throws Exception {
        database.execute("update users set settings = case when id = 8 then 'secret' else '2026-01-01' end");

        Result found = run("legacy_confirmed_at = \"u.settings::timestamptz\"");

        assertThat(found.exitCode()).isZero();
        assertThat(found.output())
                .contains(
                        "MIND  time legacy_confirmed_at fails for 1 users, such as 8 (SQLSTATE 22007): it counts as unknown")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing = 'x'               | column "nothing" of relation "users" does not exist
            settings = u.nothing        | column u.nothing does not exist
            id = confirmed              | column "id" is of type bigint but expression is of type boolean
            email_address = 'x'         | multiple assignments to same column "email_address"
            settings = absent(confirmed) | function absent(boolean) does not exist
            settings                    | syntax error
            """)
    void assignmentsThatCannotRunStopAndExpandRefusesThem(String assignments, String reason) throws Exception {
        CommandInProcess command =
                CommandInProcess.on(database.jdbcUrl(), directory, "legacy_assignments = \"" + assignments + "\"");

        Result found = command.run("preflight");

        assertThat(found.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(found.output()).contains("STOP  legacy_assignments cannot be run: ", reason);
        assertThat(command.run("expand", "--attempts", "1").exitCode()).isNotZero();
        database.execute("update users set email_address = 'other@mail.example' where id = 1");
    }

    @Test
    void assignmentsThatRunAreNotMentioned() throws Exception {
        Result found = run(
                "legacy_confirmed = \"u.settings is not null\"",
                "legacy_assignments = \"settings = case when confirmed then coalesce(u.settings, confirmed_at::text) end\"");

        assertThat(found.exitCode()).isZero();
        assertThat(found.output()).doesNotContain("legacy_assignments");
        assertThat(database.query("select count(*) from users where settings = '{}'"))
                .containsExactly(List.of("50"));
    }

    @Test
    void checksAreTriedWithWhatTheNewSideMayWrite() throws Exception {
        database.execute("alter table users add constraint low check (email_address = lower(email_address)),"
                + " add constraint fine check (email_address like '%@%')");

        assertThat(run().output())
                .contains("constraint low of column email_address rejects capital letters:")
                .contains("alter table public.users drop constraint low")
                .doesNotContain("constraint fine");
    }

    @Test
    void aTransactionThatHoldsTheTableIsNamed() throws Exception {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table users in share update exclusive mode");

            assertThat(run().output()).contains("vacuums, analyzes or alters table users");
        }
    }

    @Test
    void keysThatTheApplicationChangesAreNamed() throws Exception {
        database.execute(
                "create table orders (user_id bigint constraint orders_fkey references users on update cascade)");

        assertThat(run().output()).contains("foreign key orders_fkey of orders is \"on update cascade\"");
    }

    @Test
    void blanksThatNobodySeesAreNoAddress() throws Exception {
        database.execute("update users set email_address = E'\\u00a0\\u200b' where id = 3");

        assertThat(run().output()).contains("NOTE  the text is blank, so there is no address.", "Users: 1, such as 3.");
    }

    @Test
    void theMachineGetsJsonAndNothingElse() throws Exception {
        database.execute(
                "update users set email_address = ' ' where id = 3; alter table users add check (settings <> '')");
        CommandInProcess command = CommandInProcess.on(database.jdbcUrl(), directory);

        String json = command.run("preflight", "--json").output();

        assertThat(database.query("select f ->> 'severity', f -> 'examples' ->> 0 from json_array_elements('"
                        + json.replace("'", "''") + "') f"))
                .containsExactly(List.of("note", "3"));
    }

    @Test
    void afterTheMoveBeganItsOwnTablesStopNothing() throws Exception {
        CommandInProcess command = CommandInProcess.on(database.jdbcUrl(), directory);
        assertThat(command.run("expand", "--forwarding-only").exitCode()).isZero();
        assertThat(command.run("preflight").output()).contains("Nothing stops the move: run");
        assertThat(command.run("expand").exitCode()).isZero();
        assertThat(command.run("preflight").output()).contains("all its migrations have run: see 'useremails status'");
    }

    private Result run(String... placeholders) throws Exception {
        return CommandInProcess.on(database.jdbcUrl(), directory, placeholders).run("preflight");
    }
}
