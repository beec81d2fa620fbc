package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.fixture.Scripts;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserEmailsCommandTest {

    @TempDir
    private Path directory;

    private Database database;
    private CommandInProcess command;

    @BeforeEach
    void createATableWithALegacyColumn() throws Exception {
        database = Databases.shared().create();
        LegacyUsers.createIn(database).addNumbered(3_000, "User%s@mail.example");
        command = CommandInProcess.on(database.jdbcUrl(), directory);
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void anOperatorMovesStepByStepAndBack() throws Exception {
        assertSuccess(command.run("preflight"), "Nothing stops the move: run 'useremails plan --headers'");
        assertSuccess(
                command.run("plan", "--headers"),
                "-- moves/email_address/steps/V1.03__allow_one_address.sql",
                "share row exclusive on users");
        assertSuccess(command.run("expand", "--forwarding-only"), run(Scripts.all() - Scripts.AFTER_FORWARDING));
        Result unfinished = command.run("verify");
        assertFound(unfinished, "the backfill is not finished");
        assertThat(unfinished.output()).doesNotContain("NULL");
        Result copied = command.run("backfill");
        assertSuccess(copied, "3000 users were looked at.", "100%");
        assertThat(copied.output().lines()).noneMatch(line -> line.contains("\u001b") || line.contains("\r"));
        assertSuccess(command.run("status"), "looked at 3000");
        assertSuccess(command.run("expand"), run(Scripts.AFTER_FORWARDING));
        assertSuccess(command.run("verify"), "No difference was found.");
        assertSuccess(command.run("plan"), "");
        assertThat(database.query("select d -> 'move' ->> 'step', d -> 'conflicts', d ->> 'next' is not null"
                        + " from json_array_elements('"
                        + command.run("status", "--json").output().replace("'", "''") + "') d"))
                .containsExactly(List.of("verification", "[]", "t"));

        assertSuccess(command.run("stop-forwarding"), "Forwarding is off.");
        assertFound(command.run("verify"), "forwarding is off");
        assertSuccess(
                command.run("rollback", "--undo", "forwarding"),
                "undo/4_verification.sql was run.",
                "undo/2_forwarding.sql was run.");
        assertSuccess(command.run("expand"), "7 migrations were run.");
        assertFound(command.run("verify", "--contract"), "less than 7 days ago", "have never been observed");
        assertFound(
                command.run("contract", "--yes-drop", "users.email_address", "--wait-days", "0"),
                "have never been observed");
        assertFound(
                command.run("contract", "--yes-drop", "users.email_address", "--unobserved"), "less than 7 days ago");

        assertSuccess(contract("users.email_address"), "users.email_address was dropped.");
        assertThat(column()).isEmpty();
        assertSuccess(contract("users.email_address"), "users.email_address is dropped already. Nothing was changed.");
        assertSuccess(command.run("contract", "--yes-drop", "users.email_address"), "is dropped already");
        assertSuccess(command.run("rollback", "--undo", "CONTRACT"), "undo/5_contract.sql was run.");
        assertSuccess(command.run("expand", "--forwarding-only"), run(Scripts.ofTheMove() - Scripts.AFTER_FORWARDING));
        assertSuccess(command.run("status"), "step forwarding, forwarding on", "next useremails backfill");
        assertSuccess(command.run("expand"), run(Scripts.AFTER_FORWARDING));
        assertSuccess(command.run("verify"), "");
        assertThat(database.query("select email_address from users where id = 7"))
                .containsExactly(List.of("User7@mail.example"));
        assertSuccess(command.run("rollback", "--undo", "STRUCTURE"), "undo/1_structure.sql was run.");
        assertThat(database.query("select count(email_address) from users")).containsExactly(List.of("3000"));
    }

    @Test
    void preflightTellsWhatNeedsThoughtAndShowsNoAddress() throws Exception {
        database.execute("update users set email_address = 'USER1@mail.example' where id = 2;"
                + " update users set email_address = ' ' where id = 3;"
                + " update users set email_address = 'nonsense' where id = 4;"
                + " update users set email_address = ' user5@mail.example' where id = 5;"
                + " update users set email_address = 'user6@münchen.example' where id = 6;"
                + " create function f() returns trigger language plpgsql as 'begin return new; end';"
                + " create trigger lower_it before insert on users for each row execute function f()");

        Result found = command.run("preflight");

        assertSuccess(
                found,
                "trigger lower_it",
                "another user with a smaller id",
                "the text is blank",
                "blanks around",
                "the text is not an address",
                "xn-- form",
                "Users: 1, such as 2.");
        assertThat(found.output()).doesNotContain("mail.example").doesNotContain("nonsense");
        assertThat(command.run("preflight", "--json").output()).contains("\"severity\":\"mind\"");
        assertThat(database.query("select 1 from pg_tables where tablename = 'user_email_addresses'"))
                .isEmpty();
    }

    @Test
    void preflightTellsWhatTheColumnCannotTake() throws Exception {
        database.execute(
                "alter table users alter column email_address type varchar(60);"
                        + " alter table users add constraint has_at check (email_address like '%@%');"
                        + " alter table users alter column email_address set not null; create publication changes for table users");

        assertSuccess(
                command.run("preflight"),
                "holds at most 60 characters",
                "constraint has_at of column email_address rejects a user without an address",
                "does not allow null: a user without an address will have a blank text",
                "publication changes has table users");
    }

    @Test
    void preflightStopsWhereTheMoveCannotBegin() throws Exception {
        database.execute("update users set email_address = repeat('x', 3000) where id = 1");
        assertSuccess(command.run("preflight"), "MIND  the text is too long for an index");

        database.execute("drop table users; create table users (id text primary key, email_address integer)");
        assertFound(command.run("preflight"), "no unique key \"id\"", "is of type integer");

        database.execute("drop table users");
        assertFound(command.run("preflight"), "there is no table public.users");
    }

    @Test
    void conflictsAreListedByIdAndGoWhenTheyAreSettled() throws Exception {
        database.execute("update users set email_address = 'USER1@mail.example' where id = 2");
        assertSuccess(command.run("expand"), run(Scripts.all()));

        Result found = command.run("conflicts");
        assertFound(found, "user id 2, reason belongs_to_another_user", "owner 1");
        assertThat(found.output()).doesNotContain("mail.example");
        assertFound(contract("users.email_address"), "a conflict is open: 1");

        database.execute("update users set email_address = 'two@mail.example' where id = 2");
        assertSuccess(command.run("conflicts", "--retry"), "");
    }

    @Test
    void aConflictIsSettledByClearingOneOfTheTwo() throws Exception {
        database.execute("update users set email_address = 'USER1@mail.example' where id in (2, 3)");
        assertSuccess(command.run("expand"), run(Scripts.all()));

        assertFound(command.run("conflicts", "--clear", "4"), "Nothing was cleared: users 4 have no conflict");
        assertFound(command.run("conflicts", "--clear", "3"), "user id 2");
        assertSuccess(command.run("conflicts", "--clear", "1"), "");

        assertThat(database.query(
                        "select u.id, coalesce(u.email_address, 'none') from users u where u.id < 4 order by u.id"))
                .containsExactly(List.of("1", "none"), List.of("2", "USER1@mail.example"), List.of("3", "none"));
        assertSuccess(command.run("verify"), "");
    }

    @Test
    void whoUsesTheColumnIsNamedAndItsDropIsTriedWithOneRole() throws Exception {
        assertSuccess(command.run("expand"), run(Scripts.all()));
        assertUnable(command.run("uses"), "uses of public.users.email_address were never observed");
        assertSuccess(command.run("references"), "");
        database.execute(
                "create view contacts as select * from users; drop role if exists analyst; create role analyst;"
                        + " grant select on users to analyst");

        assertFound(command.run("references"), "kind view, object public.contacts");
        assertFound(command.run("references", "--json"), "\"object\":\"public.contacts\"");
        assertUnable(command.run("references", "--column", "no_such_column"), "no column public.users.no_such_column");
        assertUnable(command.run("references", "--table", "no_such_table"), "no_such_table");

        assertSuccess(
                command.run("soft-drop", "--role", "analyst"),
                "Role analyst can no longer access column email_address");
        assertSuccess(command.run("soft-drop", "--role", "analyst", "--undo"), "rights given back 1");
        assertUnable(command.run("soft-drop", "--role", "nobody_at_all"), "nobody_at_all");
        assertThat(command.run("soft-drop").exitCode()).isEqualTo(2);
        database.execute("revoke all on users from analyst; drop role analyst");

        database.execute("select record_deprecated_column_use('public.users', 'email_address', 'guard', null, 'web',"
                + " 'Page.java:7', 3)");
        // This server has no statistics of statements, so the look counts for nothing.
        Result blind = command.run("uses", "--observe");
        assertUnable(blind, "place Page.java:7, uses 3");
        assertThat(blind.output()).contains("found by guard", "pg_stat_statements");
        assertFound(command.run("uses"), "found by guard", "place Page.java:7, uses 3");
        assertFound(contract("users.email_address"), "as guard saw, by web, at Page.java:7");
        assertUnable(command.run("uses", "--days", "0"), "were never observed");
    }

    @Test
    void otherNamesGoThroughTheWholeMove() throws Exception {
        database.execute(
                "create schema accounts; create table accounts.people (person_id integer primary key, mail text);"
                        + " insert into accounts.people select i, 'User' || i || '@mail.example' from generate_series(1, 50) as i");
        command = CommandInProcess.on(
                database.jdbcUrl(),
                directory,
                "schema = \"accounts\"",
                "users_table = \"people\"",
                "users_key = \"person_id\"",
                "legacy_column = \"mail\"");

        assertSuccess(command.run("preflight"), "");
        assertSuccess(command.run("expand", "--forwarding-only"), run(Scripts.all() - Scripts.AFTER_FORWARDING));
        assertFound(command.run("rollback", "--undo", "contract"), "The column exists");
        assertSuccess(command.run("backfill"), "50 users were looked at.");
        assertSuccess(command.run("expand"), run(Scripts.AFTER_FORWARDING));
        assertSuccess(contract("people.mail"), "people.mail was dropped.");
        assertFound(command.run("rollback", "--undo", "forwarding"), "The column is dropped");
        assertSuccess(command.run("status"), "step contract, dropped at ", "the move is over");
        assertUnable(command.run("verify"), "The move of accounts.people.mail is not in progress");
        assertSuccess(command.run("rollback", "--undo", "contract"), "undo/5_contract.sql was run.");
        assertSuccess(command.run("expand"), run(Scripts.ofTheMove()));
        assertSuccess(command.run("status"), "looked at 50");

        database.execute("update accounts.people set mail = 'new@mail.example' where person_id = 7");
        assertThat(database.query("select e.email_address from accounts.user_email_addresses e where e.user_id = 7"))
                .containsExactly(List.of("new@mail.example"));
        assertSuccess(command.run("stop-forwarding"), "Forwarding is off.");
        assertSuccess(command.run("rollback", "--undo", "structure"), "undo/1_structure.sql was run.");
        assertThat(database.query("select count(mail) from accounts.people")).containsExactly(List.of("50"));
    }

    @Test
    void whoHoldsTheLockIsNamed() throws Exception {
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            statement.execute("set application_name = 'nightly report'");
            writer.setAutoCommit(false);
            statement.execute("update users set email_address = 'x@mail.example' where id = 1");

            Result result = command.run("expand", "--lock-timeout", "50", "--attempts", "2");

            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.output()).contains("Attempt 2 of 2", "nightly report", "RowExclusiveLock");
        }
        assertSuccess(command.run("expand"), "migrations were run.");
    }

    @Test
    void mistakesAreToldInALineAndShowNoSecret() throws Exception {
        assertThat(new CommandProcess(Map.of()).run("verify"))
                .isEqualTo(new Result(
                        2,
                        "Name the database in the environment: FLYWAY_URL=jdbc:postgresql://host/name, and"
                                + " FLYWAY_USER and FLYWAY_PASSWORD, or ~/.pgpass." + System.lineSeparator()));
        assertThat(CommandInProcess.on("jdbc:mysql://owner:s3cret@localhost/users", directory)
                        .run("status"))
                .isEqualTo(new Result(
                        2,
                        "FLYWAY_URL is not the URL of a PostgreSQL database. Write jdbc:postgresql://host/name."
                                + System.lineSeparator()));
        command = CommandInProcess.on(database.jdbcUrl(), directory);
        assertThat(command.run().exitCode()).isEqualTo(2);
        assertThat(command.run("no-such-command").exitCode()).isEqualTo(2);
        assertUsage(new CommandProcess(Map.of()).run("--config", "x", "status"), "It belongs after a command");
        assertThat(command.run("contract").exitCode()).isEqualTo(2);
        assertUsage(command.run("contract", "--yes-drop", "users.name"), "--yes-drop does not name the legacy column");
        assertUnable(command.run("status"), "There is no move");
        assertUsage(
                command.run("verify", "--lock-timeout", "0"),
                "a lock timeout must be from 1 to 2147483647 milliseconds");
        assertSuccess(command.run("--help"), "preflight", "rollback", "Exit codes");
        CommandProcess wrong = new CommandProcess(Map.of(
                "FLYWAY_URL",
                database.jdbcUrl().replaceFirst("user=\\w+", "user=nobody"),
                "FLYWAY_PASSWORD",
                "s3cret"));
        Result refused = wrong.run("verify");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.UNABLE);
        assertThat(refused.output()).hasLineCount(1).doesNotContain("s3cret");
    }

    private Result contract(String column) throws Exception {
        return command.run("contract", "--yes-drop", column, "--wait-days", "0", "--unobserved", "a test");
    }

    private static String run(int migrations) {
        return migrations + " migrations were run.";
    }

    private static void assertSuccess(Result result, String... says) {
        assertThat(result.output()).contains(says);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static void assertFound(Result result, String... says) {
        assertThat(result.output()).contains(says);
        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
    }

    private static void assertUnable(Result result, String says) {
        assertThat(result.output()).contains(says);
        assertThat(result.exitCode()).as(result.output()).isEqualTo(4);
    }

    private static void assertUsage(Result result, String says) {
        assertThat(result.output()).contains(says);
        assertThat(result.exitCode()).as(result.output()).isEqualTo(2);
    }

    private List<?> column() throws SQLException {
        return database.query("select 1 from information_schema.columns where table_name = 'users'"
                + " and column_name = 'email_address'");
    }
}
