package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For each kind of table, what preflight says is what expand does. Where it stops, the application can still write; where it
 * does not, both sides can.
 */
@Tag("slow")
class PreflightAgreementTest {

    private static final String WRITE = "insert into users (id, email_address) values (4, 'new@mail.example');"
            + " update users set email_address = 'other@mail.example' where id = 1";

    @TempDir
    private Path directory;

    /** Which stop the move, with a part of the reason, and what the application writes. */
    record Stopping(String table, String reason, String write) {

        @Override
        public String toString() {
            return reason;
        }
    }

    static Stream<Stopping> stopping() {
        return Stream.of(
                new Stopping(
                        "create table users (id bigint primary key, raw text, email_address text generated always as"
                                + " (lower(raw)) stored); insert into users values (1, 'A@mail.example')",
                        "column email_address is generated",
                        "insert into users (id, raw) values (4, 'B@mail.example'); update users set raw = 'C@mail.example'"),
                new Stopping(
                        plain("text") + "; create rule swallow as on update to users do instead nothing",
                        "rule swallow replaces a write",
                        WRITE),
                new Stopping(plain("text") + "; create table more () inherits (users)", "has the child more", WRITE),
                new Stopping(
                        "create table people (email_address text);"
                                + " create table users (id bigint primary key) inherits (people)",
                        "inherits from people",
                        WRITE),
                new Stopping(
                        "create table people (id bigint not null, email_address text) partition by range (id);"
                                + " create table users partition of people (primary key (id)) for values from (0) to (1000)",
                        "is a partition of people",
                        WRITE),
                new Stopping(
                        "create table users (id bigint primary key, email_address text) partition by range (id);"
                                + " create table first partition of users for values from (0) to (1000)",
                        "users is partitioned",
                        WRITE),
                new Stopping(
                        "create table people (id bigint primary key, email_address text);"
                                + " create view users as select * from people",
                        "users is a view",
                        WRITE),
                new Stopping(
                        "create unlogged table users (id bigint primary key, email_address text)",
                        "table users is unlogged",
                        WRITE),
                new Stopping(
                        plain("integer", "1"),
                        "is of type integer, which is not a text type",
                        "insert into users values (4, 4); update users set email_address = 5"),
                new Stopping(
                        plain("json", "'{}'"),
                        "is of type json, which is not a text type",
                        "insert into users values (4, '{}'); update users set email_address = '[]'"),
                new Stopping(plain("name"), "is of type name, which is not a text type", WRITE),
                new Stopping(
                        "create domain required as text not null; " + plain("required"),
                        "is of domain required, which does not allow null",
                        WRITE),
                new Stopping(
                        "create table users (id uuid primary key, email_address text)",
                        "no unique key \"id\" of type bigint or integer",
                        "insert into users values (gen_random_uuid(), 'new@mail.example')"),
                new Stopping(
                        "create table users (id bigint unique deferrable, email_address text)",
                        "no unique key \"id\"",
                        WRITE),
                new Stopping(
                        plain("text") + "; create table user_email_addresses (id bigint)",
                        "a table user_email_addresses is there already",
                        WRITE),
                new Stopping(
                        plain("text") + "; create table user_email_move (id bigint)",
                        "a table user_email_move is there already",
                        WRITE),
                new Stopping(
                        plain("text") + "; create view user_email_listing as select 1 as one",
                        "a view user_email_listing is there already",
                        WRITE),
                new Stopping(
                        plain("text") + "; create domain user_email_outbox as text",
                        "a type user_email_outbox is there already",
                        WRITE),
                new Stopping(
                        plain("text") + "; create function normalized_email_address(anything text) returns text"
                                + " language sql as 'select 1::text'",
                        "a function normalized_email_address(text) is there already",
                        WRITE));
    }

    @ParameterizedTest
    @MethodSource("stopping")
    void whatStopsIsRefusedBeforeAnythingIsForwarded(Stopping definition) throws Exception {
        try (Database database = Databases.shared().create()) {
            database.execute(definition.table());
            CommandInProcess command = CommandInProcess.on(database.jdbcUrl(), directory);

            Result preflight = command.run("preflight");
            assertThat(preflight.output()).contains("STOP  ", definition.reason(), "Next: ", "The move cannot begin");
            assertThat(preflight.exitCode()).isEqualTo(ExitCode.FOUND);

            assertThat(command.run("expand", "--attempts", "1").exitCode()).isNotZero();
            database.execute(definition.write());
        }
    }

    static Stream<String> moving() {
        return Stream.of(
                plain("text"),
                plain("varchar(60)"),
                plain("char(60)"),
                "create extension citext; " + plain("citext"),
                "create extension citext; " + plain("citext unique not null"),
                "create domain entered as text check (value ~ '@'); " + plain("entered"),
                plain("text unique not null"),
                plain("text not null default ''"),
                plain("text collate \"C\" check (email_address = lower(email_address))"),
                plain("text") + "; create rule also as on insert to users do also select 1",
                plain("text") + "; create table orders (user_id bigint references users on update cascade)",
                plain("text") + "; alter table users enable row level security",
                plain("text")
                        + "; create function normalized_email_address(a text, b text) returns text language sql as"
                        + " 'select a'");
    }

    @ParameterizedTest
    @MethodSource("moving")
    void whatDoesNotStopIsMovedAndBothSidesCanWrite(String definition) throws Exception {
        try (Database database = Databases.shared().create()) {
            assumeFalse(definition.contains("citext")
                    && database.query("select 1 from pg_available_extensions where name = 'citext'")
                            .isEmpty());
            database.execute(definition);
            CommandInProcess command = CommandInProcess.on(database.jdbcUrl(), directory);

            Result preflight = command.run("preflight");
            assertThat(preflight.output()).doesNotContain("STOP").contains("Nothing stops the move: run");
            assertThat(preflight.exitCode()).isZero();
            Result expand = command.run("expand", "--attempts", "1");
            assertThat(expand.exitCode()).as(expand.output()).isZero();

            database.execute(WRITE);
            database.execute("update user_email_addresses set email_address = 'zoe@mail.example',"
                    + " normalized_email_address = 'zoe@mail.example' where user_id = 2");
            if (!definition.contains("not null")) {
                database.execute("delete from user_email_addresses where user_id = 3");
            }
            assertThat(database.query(
                            "select u.id, u.email_address::text from users u where u.id in (1, 2, 4) order by 1"))
                    .containsExactly(
                            List.of("1", "other@mail.example"),
                            List.of("2", "zoe@mail.example"),
                            List.of("4", "new@mail.example"));
            assertThat(database.query("select * from user_email_move_problems()"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void aRoleThatCannotMoveTheTableIsStopped(String rights, String reason) throws Exception {
        try (Database database = Databases.shared().create()) {
            String role = "mover_"
                    + database.query("select oid from pg_database where datname = current_database()")
                            .get(0)
                            .get(0);
            database.execute("create role " + role + " login password 'm'; grant all on schema public to " + role);
            try {
                database.execute(plain("text") + ";" + rights.replace("mover", role));
                CommandInProcess command = CommandInProcess.on(
                        database.jdbcUrl().replaceFirst("user=\\w+", "user=" + role + "&password=m"), directory);

                Result preflight = command.run("preflight");
                Result expand = command.run("expand", "--attempts", "1");

                if (reason.isEmpty()) {
                    assertThat(preflight.output()).contains("Nothing stops the move", "grant pg_monitor to " + role);
                    assertThat(expand.exitCode()).as(expand.output()).isZero();
                } else {
                    assertThat(preflight.output()).contains("STOP  ", reason);
                    assertThat(expand.exitCode()).isNotZero();
                }
                database.execute(WRITE);
            } finally {
                database.execute("drop owned by " + role + " cascade; drop role " + role);
            }
        }
    }

    static Stream<Arguments> roles() {
        return Stream.of(
                Arguments.of("alter table users owner to mover", ""),
                Arguments.of(
                        "alter table users owner to mover; alter table users enable row level security;"
                                + " alter table users force row level security",
                        "row-level security of table public.users applies to role"),
                Arguments.of("grant all on users to mover", "does not own table users"));
    }

    private static String plain(String type) {
        return plain(type, "'user' || i || '@mail.example'");
    }

    private static String plain(String type, String value) {
        return "create table users (id bigint primary key, email_address " + type + "); insert into users select i, "
                + value + " from generate_series(1, 3) as i";
    }
}
