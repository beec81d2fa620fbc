package io.github.useremails.migrations;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of the legacy column, and what stands in its way. */
class ContractTest {

    private MovedUsers users;
    private Database database;

    @BeforeEach
    void moveFromALegacyColumn() throws SQLException {
        users = MovedUsers.create();
        database = users.database();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void theColumnIsDroppedAndUsersMayHaveMany() throws SQLException {
        assertThat(users.contract().migrate()).isEqualTo(1);

        assertThat(database.query("select 1 from information_schema.columns where table_name = 'users'"
                        + " and column_name = 'email_address'"))
                .isEmpty();
        users.addAnother(1, "second@mail.example");
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("21"));
        assertThat(users.migrations().withContract().migrate()).isZero();
        assertThat(users.migrations().migrate()).isZero();
    }

    @Test
    void anOldTableAndAnEmptyDatabaseEndWithTheSameSchema() throws SQLException {
        users.contract().migrate();
        try (Database fresh = Databases.shared().create()) {
            Migrations.of(fresh.dataSource()).withColumnUses().migrate();

            SortedMap<String, String> kept = Catalogue.definitions(database, "public");
            assertThat(kept.keySet())
                    .contains("tables/user_email_move", "tables/user_email_move_events", "functions/note_move_event");
            kept.keySet()
                    .removeIf(name ->
                            name.matches(".*/(user_email_move|user_email_contract_waivers|note_move|useremails_).*"));
            SortedMap<String, String> expected = Catalogue.definitions(fresh, "public");
            expected.keySet().removeIf(name -> name.startsWith("tables/useremails_"));
            assertThat(kept).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create view contacts as select id, email_address from users | view public.contacts
            create view everything as select * from users | view public.everything
            create materialized view mails as select email_address from users | materialized view public.mails
            create index by_email on users (email_address) | index public.by_email
            create index by_lower on users (lower(email_address)) | index public.by_lower
            alter table users add constraint has_at check (email_address like '%@%') | table constraint has_at on public.users
            alter table users add column domain text generated always as (split_part(email_address, '@', 2)) stored | default value for public.users.domain
            create policy own on users using (email_address = current_user) | policy own on public.users
            create statistics pairs on id, email_address from users | statistics object public.pairs
            create function theirs(bigint) returns text language sql as 'select email_address from users where id = $1' | function public.theirs(bigint)
            create function dynamic() returns void language plpgsql as 'begin execute $x$update users set email_address = null$x$; end' | function public.dynamic()
            create function by_trigger() returns trigger language plpgsql as 'begin new.email_address := btrim(new.email_address); return new; end'; create trigger b before insert on users for each row execute function by_trigger() | function public.by_trigger()
            create function shouted(bigint) returns text language sql as 'SELECT EMAIL_ADDRESS FROM USERS WHERE ID = $1' | function public.shouted(bigint)
            create publication changes for table users (id, email_address) | publication
            select record_deprecated_column_use('public.users', 'email_address', 'guard', null, 'web', 'Page.java:7', 1) | as guard saw, by web, at Page.java:7
            insert into users (email_address) values ('USER1@mail.example') | a conflict is open: 1
            drop trigger users_forward_email_address_after_update on users | forwarding is off: trigger
            update user_email_move set finished_at = null | the backfill is not finished
            update user_email_move set verified_at = null | step verification: has not passed
            create table more_users () inherits (users) | table public.more_users: inherits from users
            create table all_users (id bigint not null); alter table users inherit all_users | table public.all_users: table public.users inherits the column from it
            """)
    void whateverStillUsesTheColumnIsAnObstacleByName(String use, String named) throws SQLException {
        Migrations contract = users.contract();
        database.execute(use);

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(contract::migrate)
                .withMessageContaining("cannot be dropped yet")
                .withMessageContaining(named);

        assertThat(database.query("select 1 from users where email_address is not null"))
                .hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void aUseOfLongAgoIsNoObstacle() throws SQLException {
        database.execute(
                "select record_deprecated_column_use('public.users', 'email_address', 'guard', null, null, null, 1);"
                        + " update deprecated_column_uses set last_used_at = now() - interval '15 days'");

        assertThat(users.contract().migrate()).isEqualTo(1);
    }

    @Test
    void aConflictWhoseCauseIsGoneIsNoObstacle() throws SQLException {
        database.execute("insert into users (email_address) values ('USER1@mail.example')");
        database.execute(
                "set session_replication_role = replica;"
                        + " delete from user_email_addresses where user_id = 1; update users set email_address = null where id = 1");

        assertThat(users.contract().migrate()).isEqualTo(1);

        assertThat(database.query("select e.user_id from user_email_addresses e"
                        + " where e.normalized_email_address = 'user1@mail.example'"))
                .containsExactly(List.of("21"));
    }

    @Test
    void allObstaclesAreNamedAtOnce() throws SQLException {
        database.execute("create view one as select email_address from users;"
                + " create index two on users (email_address);"
                + " set session_replication_role = replica; delete from user_email_addresses where user_id = 3");

        users.contract();
        database.setDefault("useremails.contract_wait", "0");

        assertThat(database.query("select o.object, o.reason from user_email_contract_obstacles() o order by o.object"))
                .containsExactly(
                        List.of("index public.two", "uses the column"),
                        List.of("tables users and user_email_addresses", "an address is missing: 1, such as user 3"),
                        List.of("view public.one", "uses the column"));
    }

    @Test
    void aReaderWhoStaysMakesItGiveUpWithEverythingAsItWas() throws SQLException {
        Migrations impatient = users.contract().withLockTimeout(Duration.ofMillis(50));
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from users");

            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(impatient::migrate)
                    .withMessageContaining("55P03");
            statement.execute("update users set email_address = 'still@mail.example' where id = 1");
            reader.commit();
        }

        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
        assertThat(impatient.migrate()).isEqualTo(1);
    }

    @Test
    void aConflictThatArisesBetweenTheLookAndTheLockStopsIt() throws Exception {
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update users set email_address = 'USER1@mail.example' where id = 2");
            Migrations patient = users.contract().withLockTimeout(Duration.ofMinutes(1));
            CompletableFuture<Throwable> contract =
                    CompletableFuture.supplyAsync(() -> catchThrowable(patient::migrate));
            users.awaitAWaitingSession();

            writer.commit();

            assertThat(contract.get(1, MINUTES)).hasMessageContaining("a conflict is open");
        }
        assertThat(database.query("select u.email_address from users u where u.id = 2"))
                .containsExactly(List.of("USER1@mail.example"));
    }
}
