package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** Who uses a column, as far as the database knows; and a drop that is only tried. */
class ColumnReferencesTest {

    private Database database;

    @BeforeEach
    void migrateAnApplicationWithProfiles() throws SQLException {
        database =
                Databases.shared().copyOf("an application with profiles", ColumnReferencesTest::migrateAnApplication);
    }

    private static void migrateAnApplication(Database template) throws SQLException {
        template.execute("create table people (id bigint primary key, first_name text, last_name text);"
                + " create table pets (id bigint primary key, first_name text);"
                + " insert into people values (1, 'Ann', 'Lee')");
        Migrations.of(template.dataSource()).withRoles().withColumnUses().migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create view v as select first_name from people | view | public.v
            create view v as select * from people | view | public.v
            create view v as select first_name from people; comment on view v is 'Names. pii=none' | view | public.v
            create rule r as on insert to user_email_summary do also update people set first_name = null | rule | r on public.user_email_summary
            create materialized view m as select upper(first_name) from people | materialized view | public.m
            create rule r as on update to people where new.first_name is null do instead nothing | rule | r on public.people
            create policy p on people using (first_name <> '') | policy | p on public.people
            alter table people add column initial text generated always as (left(first_name, 1)) stored | default value | for public.people.initial
            alter table people add constraint c check (first_name <> '') | table constraint | c on public.people
            alter table people add constraint u unique (first_name) | table constraint | u on public.people
            create index i on people (first_name) | index | public.i
            create index i on people (lower(first_name)) | index | public.i
            create index i on people (id) where first_name is not null | index | public.i
            create index i on people (id) include (first_name) | index | public.i
            create statistics s on first_name, last_name from people | statistics object | public.s
            create publication b for table people (id, first_name) | publication relation | public.people in publication b
            create function f() returns text language sql begin atomic select first_name from people; end | function | public.f()
            create function f() returns text language sql as 'select first_name from people' | function | public.f()
            create function f() returns text language sql as 'select first_name from people'; comment on function f() is 'Names. pii=direct' | function | public.f()
            create function free_email_address(bigint) returns text language sql as 'select first_name from people' | function | public.free_email_address(bigint)
            create function f() returns void language plpgsql as 'begin update people set first_name = null; end' | function | public.f()
            create function f() returns void language plpgsql as 'begin execute $x$SELECT FIRST_NAME FROM PEOPLE$x$; end' | function | public.f()
            create procedure f() language sql as 'delete from people where first_name is null' | procedure | public.f()
            create function f() returns trigger language plpgsql as 'begin new.first_name := null; return new; end'; create trigger t before insert on people for each row execute function f() | function | public.f()
            create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t before update on people for each row when (old.first_name <> new.first_name) execute function f() | trigger | t on public.people
            create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t before update of first_name on people for each row execute function f() | trigger | t on public.people
            grant select (first_name) on people to useremails_reader | grant | SELECT to useremails_reader
            grant update (first_name) on people to public | grant | UPDATE to public
            alter table pets add constraint k foreign key (first_name) references people (first_name) | table constraint | k on public.pets
            """)
    void whatUsesTheColumnIsNamed(String use, String kind, String object) throws SQLException {
        if (use.contains("foreign key")) {
            database.execute("alter table people add constraint known unique (first_name)");
        }
        database.execute(use);

        assertThat(references()).contains(List.of(kind, object));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create view v as select last_name from people",
                "create view v as select first_name from pets",
                "create index i on pets (first_name)",
                "create function f() returns text language sql as 'select last_name from people'",
                "create function f() returns text language sql as 'select first_name from pets'",
                "create function f() returns text language sql as 'select first_names from people_of_note'",
                "create function f() returns text language sql as 'select 1 -- first_name of people'",
                "create function f() returns text language sql as 'select /* first_name of people */ 1'",
                "alter table people alter column first_name set default 'x'",
                "alter table people alter column first_name set not null",
                "grant select on people to useremails_reader",
                "comment on column people.first_name is 'first_name of people'",
            })
    void whatDoesNotUseItIsNotNamed(String decoy) throws SQLException {
        database.execute("set check_function_bodies = off; " + decoy);

        assertThat(references()).isEmpty();
    }

    @Test
    void functionsAndStatementsAreFoundWhateverABackslashMeans() throws SQLException {
        database.setDefault("standard_conforming_strings", "off");
        database.execute("create function f() returns text language sql as 'select first_name from people'");

        assertThat(references()).containsExactly(List.of("function", "public.f()"));
        assertThat(database.query("select statement_uses_column(s, 'people', 'first_name') from (values"
                        + " ('/* people */ select first_name from people'), ('-- people.first_name')) as v (s)"))
                .containsExactly(List.of("t"), List.of("f"));
    }

    @Test
    void anExtensionThatIsNotLoadedShowsNoStatements() throws SQLException {
        database.execute("create extension pg_stat_statements");

        assertThat(database.query("select u.object, u.reason from unseen_statements() u"))
                .containsExactly(
                        List.of("extension pg_stat_statements", "is not loaded, so running statements cannot be seen"));
        assertThat(database.query("select 1 from statements_that_use_column('people', 'first_name')"))
                .isEmpty();
    }

    @Test
    void aSoftDropTakesTheColumnFromOneRoleAndLeavesItTheOthers() throws SQLException {
        database.execute("grant select, insert, update on people to useremails_reader;"
                + " grant select on people to useremails_app");

        database.execute("select soft_drop_column('people', 'first_name', 'useremails_reader')");

        assertThat(as("useremails_reader", "select last_name from people")).containsExactly(List.of("Lee"));
        assertThat(as("useremails_app", "select first_name from people")).containsExactly(List.of("Ann"));
        for (String use : List.of(
                "select first_name from people",
                "select * from people",
                "select 1 from people where first_name = 'Ann'",
                "update people set first_name = 'Bob'",
                "insert into people values (2, 'Bob', 'Ray')")) {
            assertThatExceptionOfType(PSQLException.class)
                    .isThrownBy(() -> database.execute("set role useremails_reader; " + use))
                    .withMessageContaining("permission denied for table people");
        }
        database.execute("set role useremails_reader; update people set last_name = 'Ray';"
                + " insert into people (id, last_name) values (2, 'May')");
    }

    @Test
    void aSoftDropIsTakenBackInOneStatementWithEveryRightAsItWas() throws SQLException {
        database.execute("grant select on people to useremails_reader with grant option;"
                + " grant update (first_name) on people to useremails_reader");
        List<List<@Nullable String>> before = rights();
        database.execute("select soft_drop_column('people', 'first_name', 'useremails_reader');"
                + " select soft_drop_column('people', 'first_name', 'useremails_reader')");
        assertThat(rights()).isNotEqualTo(before);

        assertThat(database.query("select undo_soft_drop('people', 'first_name', 'useremails_reader')"))
                .containsExactly(List.of("2"));

        assertThat(rights()).isEqualTo(before);
        assertThat(database.query("select undo_soft_drop('people', 'first_name', 'useremails_reader')"))
                .containsExactly(List.of("0"));
    }

    @Test
    void aSoftDropThatWouldDropNothingIsRefused() throws SQLException {
        database.execute("grant select on people to public, useremails_reader");

        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(
                        () -> database.execute("select soft_drop_column('people', 'first_name', 'useremails_reader')"))
                .withMessageContaining("can still use column first_name of public.people");
        assertThat(database.query("select 1 from soft_dropped_columns")).isEmpty();
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> database.execute("select soft_drop_column('people', 'nothing', 'useremails_reader')"))
                .withMessageContaining("has no column nothing");
    }

    @Test
    void aSoftDropWaitsForNobody() throws SQLException {
        database.execute("grant select on people to useremails_reader");
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table people in row exclusive mode");

            database.execute("set lock_timeout = '100ms';"
                    + " select soft_drop_column('people', 'first_name', 'useremails_reader')");
            connection.rollback();
        }
        assertThat(database.query("select privilege from soft_dropped_columns")).containsExactly(List.of("SELECT"));
    }

    @Test
    void usesAreAddedUpWithTheirFirstAndLastTime() throws SQLException {
        database.execute(
                "set role useremails_app;"
                        + " select record_deprecated_column_use('public.people', 'first_name', 'guard', null, 'web', 'Page.java:7', 3)");
        database.execute("update deprecated_column_uses set first_used_at = now() - interval '20 days',"
                + " last_used_at = now() - interval '20 days'");

        database.execute("select record_deprecated_column_use('public.people', 'first_name', 'guard', null, 'web',"
                + " 'Page.java:7', 2)");

        assertThat(
                        database.query(
                                "select d.uses, date_trunc('day', d.last_used_at - d.first_used_at) from deprecated_column_uses d"))
                .containsExactly(List.of("5", "20 days"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select u.email_address from users u where not exists (select from user_email_addresses) | true
            SELECT EMAIL_ADDRESS FROM USERS | true
            select "users"."email_address" from "public"."users" join user_email_addresses e on true | true
            update users set email_address = $1 where id = $2 | true
            copy users (id, email_address) from stdin | true
            copy (select email_address from users) to stdout | true
            copy public.users (id, email_address) to stdout | false
            COPY public.users (id, name, email_address) TO stdout; | false
            copy public.users (email_address) to stdout | true
            copy users (id, email_address) to stdout | true
            copy public.users (id, email_address) to stdout with (format csv) | true
            select e.email_address from users left join user_email_addresses e on e.user_id = users.id | false
            select email_address from contacts | false
            select email_address_id from users | false
            alter table users add column email_address text | false
            create table t as select email_address from users | true
            create temporary table t as select email_address from users | true
            create unlogged table if not exists t (a) as (select email_address from users) | true
            create materialized view m as select email_address from users | true
            create temp view m as select email_address from users | true
            create table users (id bigint generated always as identity, email_address text) | false
            create index i on users (email_address) | false
            create view v as select email_address from users | false
            with l as (select id, email_address as mail from users) select l.mail from l join user_email_addresses e on e.user_id = l.id | true
            with l as (select id, lower(email_address) mail from public.users) select l.mail from l join user_email_addresses e on e.user_id = l.id | true
            /* users.email_address */ select 1 | false
            select /* users.email_address */ 1 | false
            select email_address /* hidden */ from users -- x | true
            select '/*', email_address from users where x = '*/' | true
            select '--', email_address from users | true
            update /* useremails */ users set email_address = null | false
            insert into user_email_addresses (user_id, email_address) select id, email_address from users | true
            insert into user_email_addresses (user_id, email_address) select id, $1 from users | false
            insert into user_email_addresses as e (user_id, email_address) select id, $1 from users on conflict (user_id) do update set email_address = excluded.email_address returning email_address | false
            insert into users (id, email_address) select user_id, e.email_address from user_email_addresses e | true
            insert into users (id, name) select user_id, email_address from user_email_addresses e | false
            update users set email_address = e.email_address from user_email_addresses e where e.user_id = users.id | true
            update users u set (name, email_address) = (select $1, e.email_address from user_email_addresses e) | true
            update users u set name = (select e.email_address from user_email_addresses e) | false
            select email_address from user_email_addresses where user_id in (select id from users) | false
            select e.email_address from user_email_addresses e where user_id in (select id from users where email_address = $1) | true
            select email_address from users union select email_address from user_email_addresses | true
            select name from users union select email_address from user_email_addresses | false
            select email_address from users join user_email_summary s on s.user_id = id | true
            select email_address from users, user_with_email($1) | true
            select s.primary_email_address as email_address from users u join user_email_summary s on s.user_id = u.id | false
            select (select e.email_address from user_email_addresses e where e.user_id = u.id) as email_address from users u | false
            do $x$ begin update users set email_address = null; end $x$ | true
            delete from users where email_address is null | true
            explain select email_address from users | true
            merge into users u using user_email_addresses e on u.id = e.user_id when matched then update set email_address = e.email_address | true
            merge into user_email_addresses e using users u on u.id = e.user_id when matched then update set email_address = $1 | false
            """)
    void theWordsOfAStatementTellWhetherItUsesTheColumn(String statement, boolean uses) throws SQLException {
        assertThat(database.query("select statement_uses_column($s$" + statement + "$s$, 'users', 'email_address')"))
                .containsExactly(List.of(uses ? "t" : "f"));
    }

    @Test
    void whatRunsAtTheMomentIsObservedWithItsApplication() throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("set application_name = 'nightly report'");
            connection.setAutoCommit(false);
            statement.execute("select first_name from people");

            assertThat(database.query("select observe_column_uses('people', 'first_name')"))
                    .containsExactly(List.of("1"));
            connection.rollback();
        }
        assertThat(database.query("select d.found_by, d.application_name from deprecated_column_uses d"))
                .containsExactly(List.of("pg_stat_activity", "nightly report"));
    }

    private List<List<@Nullable String>> references() throws SQLException {
        return database.query("select r.kind, r.object from column_references('people', 'first_name') r");
    }

    private List<List<@Nullable String>> as(String role, String question) throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("set role " + role);
            try (var rows = statement.executeQuery(question)) {
                rows.next();
                return List.of(List.of(rows.getString(1)));
            }
        }
    }

    private List<List<@Nullable String>> rights() throws SQLException {
        return database.query(
                "select c.relacl::text, a.attname, a.attacl::text from pg_class c"
                        + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 where c.relname = 'people' order by a.attnum");
    }
}
