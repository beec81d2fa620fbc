package io.github.useremails.migrations;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** The end of the legacy column, what stands in its way, and the way back. */
class ContractTest {

    private static final Path SCRIPTS = Path.of("../docs/operations/move");

    private Database database;

    @BeforeEach
    void moveFromALegacyColumn() throws SQLException {
        database = Databases.shared().create();
        database.execute("create table users (id bigint generated always as identity constraint users_pkey primary key,"
                + " email_address text); insert into users (email_address)"
                + " select 'user' || i || '@mail.example' from generate_series(1, 20) as i");
        migrations().migrate();
    }

    private Migrations migrations() {
        return Migrations.of(database.dataSource());
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void theColumnIsDroppedAndUsersMayHaveMany() throws SQLException {
        assertThat(migrations().withContract().migrate()).isEqualTo(1);

        assertThat(database.query("select 1 from information_schema.columns where table_name = 'users'"
                        + " and column_name = 'email_address'"))
                .isEmpty();
        addAnother(1, "second@mail.example");
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("21"));
        assertThat(migrations().withContract().migrate()).isZero();
        assertThat(migrations().migrate()).isZero();
    }

    @Test
    void anOldTableAndAnEmptyDatabaseEndWithTheSameSchema() throws SQLException {
        migrations().withContract().migrate();
        try (Database fresh = Databases.shared().create()) {
            Migrations.of(fresh.dataSource()).withContract().migrate();

            assertThat(Catalogue.of(database, "public")).isEqualTo(Catalogue.of(fresh, "public"));
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
            create function theirs(bigint) returns text language sql as 'select email_address from users where id = $1' | function theirs(bigint)
            create function dynamic() returns void language plpgsql as 'begin execute $x$update users set email_address = null$x$; end' | function dynamic()
            create function by_trigger() returns trigger language plpgsql as 'begin new.email_address := btrim(new.email_address); return new; end'; create trigger b before insert on users for each row execute function by_trigger() | function by_trigger()
            create function shouted(bigint) returns text language sql as 'SELECT EMAIL_ADDRESS FROM USERS WHERE ID = $1' | function shouted(bigint)
            create publication changes for table users (id, email_address) | publication
            select record_deprecated_column_use('public.users', 'email_address', 'guard', null, 'web', 'Page.java:7', 1) | as guard saw, by web, at Page.java:7
            insert into users (email_address) values ('USER1@mail.example') | a conflict is open: 1
            drop trigger users_forward_email_address_after_update on users | forwarding is off: trigger
            update user_email_move set finished_at = null | the backfill is not finished
            """)
    void whateverStillUsesTheColumnIsAnObstacleByName(String use, String named) throws SQLException {
        database.execute(use);

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> migrations().withContract().migrate())
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

        assertThat(migrations().withContract().migrate()).isEqualTo(1);
    }

    @Test
    void aConflictWhoseCauseIsGoneIsNoObstacle() throws SQLException {
        database.execute("insert into users (email_address) values ('USER1@mail.example')");
        database.execute(
                "set session_replication_role = replica;"
                        + " delete from user_email_addresses where user_id = 1; update users set email_address = null where id = 1");

        assertThat(migrations().withContract().migrate()).isEqualTo(1);

        assertThat(database.query("select e.user_id from user_email_addresses e"
                        + " where e.normalized_email_address = 'user1@mail.example'"))
                .containsExactly(List.of("21"));
    }

    @Test
    void allObstaclesAreNamedAtOnce() throws SQLException {
        database.execute("create view one as select email_address from users;"
                + " create index two on users (email_address);"
                + " set session_replication_role = replica; delete from user_email_addresses where user_id = 3");

        assertThat(database.query("select o from user_email_contract_obstacles() o order by o"))
                .containsExactly(
                        List.of("an address is missing: 1"),
                        List.of("uses the column: index public.two"),
                        List.of("uses the column: view public.one"));
    }

    @Test
    void aReaderWhoStaysMakesItGiveUpWithEverythingAsItWas() throws SQLException {
        Migrations impatient = migrations().withContract().withLockTimeout(Duration.ofMillis(50));
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
    void theColumnComesBackWithItsValuesAndForwarding() throws Exception {
        migrations().withContract().migrate();
        addAnother(1, "second@mail.example");
        database.execute("update user_email_addresses set email_address = 'new@mail.example',"
                + " normalized_email_address = 'new@mail.example' where user_id = 2");

        run("re-expand.sql");
        migrations().migrate();

        assertThat(database.query("select u.email_address from users u where u.id in (1, 2, 3) order by u.id"))
                .containsExactly(
                        List.of("user1@mail.example"), List.of("new@mail.example"), List.of("user3@mail.example"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
        database.execute("update users set email_address = 'second@mail.example' where id = 1;"
                + " update users set email_address = 'third@mail.example' where id = 2");
        assertThat(database.query("select e.email_address, e.primary from user_email_addresses e"
                        + " where e.user_id in (1, 2) order by e.email_address"))
                .containsExactly(
                        List.of("second@mail.example", "t"),
                        List.of("third@mail.example", "t"),
                        List.of("user1@mail.example", "f"));
        assertThat(migrations().withContract().migrate()).isEqualTo(1);
    }

    @Test
    void whoHasSeveralAddressesKeepsThemWhenAnOldReleaseWritesOneThatIsTaken() throws Exception {
        migrations().withContract().migrate();
        addAnother(1, "second@mail.example");
        run("re-expand.sql");
        migrations().migrate();

        database.execute("update users set email_address = 'USER2@mail.example' where id = 1");

        assertThat(database.query("select u.email_address from users u where u.id = 1"))
                .containsExactly(List.of("USER2@mail.example"));
        assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id = 1 order by 1"))
                .containsExactly(List.of("second@mail.example"), List.of("user1@mail.example"));
        assertThat(database.query("select p.problem from user_email_move_problems() p"))
                .containsExactly(List.of("a conflict is open"));
    }

    @Test
    void aStrayWriteBeforeForwardingIsBackTakesNoAddressAway() throws Exception {
        migrations().withContract().migrate();
        run("re-expand.sql");
        database.execute("update users set email_address = 'stray@mail.example' where id = 1");

        migrations().migrate();

        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("20"));
        assertThat(database.query("select count(email_address) from users")).containsExactly(List.of("20"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void goingBackInTheMiddleOfTheReturnTakesNoAddressAway() throws Exception {
        migrations().withContract().migrate();
        run("re-expand.sql");
        migrations().upToForwarding().migrate();
        database.query("select copy_legacy_email_addresses(5)");
        for (int version = 20; version >= 16; version--) {
            run("../undo/V" + version + ".sql");
        }

        migrations().migrate();

        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("20"));
        assertThat(database.query("select count(email_address) from users")).containsExactly(List.of("20"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void theColumnCountsAgainOnceItIsBack() throws Exception {
        migrations().withContract().migrate();
        run("re-expand.sql");
        migrations().migrate();
        for (int version = 22; version >= 16; version--) {
            run("../undo/V" + version + ".sql");
        }
        database.execute("update users set email_address = 'old@mail.example' where id = 1;"
                + " update users set email_address = null where id = 2");

        migrations().migrate();

        assertThat(database.query("select coalesce(u.email_address, 'none') from users u where u.id in (1, 2)"
                        + " order by u.id"))
                .containsExactly(List.of("old@mail.example"), List.of("none"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void whoHadNoAddressAndIsGivenOneBeforeForwardingIsBackHasIt() throws Exception {
        migrations().withContract().migrate();
        database.execute("delete from user_email_addresses where user_id = 3");
        run("re-expand.sql");
        database.execute("update users set email_address = 'given@mail.example' where id = 3");

        migrations().migrate();

        assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id = 3"))
                .containsExactly(List.of("given@mail.example"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void aProofInTheMiddleOfTheReturnTakesNoAddressAway() throws Exception {
        database.execute("alter table users add column proved_at timestamptz");
        migrations().withContract().migrate();
        Migrations conditional = Migrations.of(database.dataSource())
                .movingFrom(LegacyColumn.named("email_address").confirmedWhere("u.proved_at is not null"));
        run("re-expand.sql");
        database.execute("update users set email_address = 'stray@mail.example' where id = 1");
        conditional.upToForwarding().migrate();

        database.execute("update users set proved_at = now() where id in (1, 2)");
        conditional.migrate();

        assertThat(database.query("select u.email_address from users u where u.id in (1, 2) order by u.id"))
                .containsExactly(List.of("user1@mail.example"), List.of("user2@mail.example"));
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("20"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void aColumnThatIsBroughtBackByHandIsFilledToo() throws Exception {
        migrations().withContract().migrate();
        database.execute("alter table users add column email_address text;"
                + " comment on column users.email_address is 'Where mail goes';"
                + " delete from useremails_schema_history h where h.version in"
                + " ('16', '17', '18', '19', '20', '21', '22')");

        migrations().migrate();

        assertThat(database.query("select count(email_address) from users")).containsExactly(List.of("20"));
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("20"));
    }

    @Test
    void theEmergencyStopBetweenTheLookAndTheLockStopsIt() throws Exception {
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update users set email_address = 'held@mail.example' where id = 1");
            CompletableFuture<Throwable> contract =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> migrations()
                            .withContract()
                            .withLockTimeout(Duration.ofMinutes(1))
                            .migrate()));
            awaitAWaitingSession();
            run("stop-forwarding.sql");

            writer.commit();

            assertThat(contract.get(1, MINUTES)).hasMessageContaining("forwarding is off");
        }
    }

    @Test
    void theColumnIsBroughtBackOnce() throws Exception {
        assertThat(catchThrowable(() -> run("re-expand.sql"))).hasMessageContaining("the contract has not run");
        migrations().withContract().migrate();
        assertThat(catchThrowable(() -> run("../undo/V22.sql"))).hasMessageContaining("the contract has run");
        run("re-expand.sql");
        assertThat(catchThrowable(() -> run("re-expand.sql"))).hasMessageContaining("email_address");
        migrations().migrate();
        assertThat(catchThrowable(() -> run("re-expand.sql"))).hasMessageContaining("the contract has not run");
    }

    @Test
    void theColumnCountsAfterAnEmergencyStopAlsoWhereItWasDroppedOnce() throws Exception {
        migrations().withContract().migrate();
        run("re-expand.sql");
        migrations().migrate();
        run("stop-forwarding.sql");
        database.execute("update users set email_address = 'meanwhile@mail.example' where id = 7");
        for (int version = 22; version >= 17; version--) {
            run("../undo/V" + version + ".sql");
        }

        migrations().migrate();

        assertThat(database.query("select u.email_address from users u where u.id = 7"))
                .containsExactly(List.of("meanwhile@mail.example"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void aConflictThatArisesBetweenTheLookAndTheLockStopsIt() throws Exception {
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update users set email_address = 'USER1@mail.example' where id = 2");
            CompletableFuture<Throwable> contract =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> migrations()
                            .withContract()
                            .withLockTimeout(Duration.ofMinutes(1))
                            .migrate()));
            awaitAWaitingSession();

            writer.commit();

            assertThat(contract.get(1, MINUTES)).hasMessageContaining("a conflict is open");
        }
        assertThat(database.query("select u.email_address from users u where u.id = 2"))
                .containsExactly(List.of("USER1@mail.example"));
    }

    private void awaitAWaitingSession() throws SQLException {
        while (database.query("select 1 from pg_locks l where not l.granted").isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void upAndDownAndUpAgain() throws Exception {
        for (int round = 0; round < 3; round++) {
            assertThat(migrations().withContract().migrate()).isPositive();
            run("re-expand.sql");
            assertThat(migrations().migrate()).isPositive();
            database.execute("update users set email_address = 'round" + round + "@mail.example' where id = 5");
            assertThat(database.query("select * from user_email_move_problems()"))
                    .isEmpty();
        }
    }

    @Test
    void theEmergencyStopTakesNoLockOfATableAndCanBeTakenBack() throws Exception {
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("lock table users, user_email_addresses in access exclusive mode");

            run("stop-forwarding.sql");
            reader.rollback();
        }
        database.execute("update users set email_address = 'meanwhile@mail.example' where id = 7");
        database.execute("delete from user_email_addresses where user_id = 8");
        assertThat(database.query("select p.problem from user_email_move_problems() p"))
                .hasSize(6);

        for (int version = 22; version >= 17; version--) {
            run("../undo/V" + version + ".sql");
        }
        migrations().migrate();

        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
        assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id in (7, 8)"
                        + " order by e.user_id"))
                .containsExactly(List.of("meanwhile@mail.example"), List.of("user8@mail.example"));
    }

    private void addAnother(long user, String address) throws SQLException {
        database.execute(
                "insert into user_email_addresses (user_id, email_address, normalized_email_address, confirmed)"
                        + " values (" + user + ", '" + address + "', '" + address + "', true)");
    }

    /** As psql does it, in a transaction. */
    private void run(String script) throws Exception {
        PGSimpleDataSource asPsql = database.dataSource();
        asPsql.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = asPsql.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(Files.readString(SCRIPTS.resolve(script)));
            connection.commit();
        }
    }
}
