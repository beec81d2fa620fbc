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
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the contract may run at all: after the other migrations, after a verification, and after its wait. */
class ContractGateTest {

    private static final String ROLE = "contract_gate_test";
    private static final String WAIVE = "select waive_contract_check('observation', 'a test')";
    private static final String OBSERVE = "insert into deprecated_column_observations values"
            + " ('public.users', 'email_address', now() - interval '8 days', now() - interval '%s', 1000)";

    private Database database;

    @BeforeEach
    void createUsersWithALegacyColumn() throws SQLException {
        database = Databases.shared().create();
        database.execute("create table users (id bigint generated always as identity constraint users_pkey primary key,"
                + " email_address text); insert into users (email_address)"
                + " select 'user' || i || '@mail.example' from generate_series(1, 20) as i");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void theContractRunsNoOtherMigration() throws SQLException {
        Migrations contract = migrations().withContract().waitingForContract(Duration.ZERO);

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(contract::migrate)
                .withMessageContainingAll("users.email_address cannot be dropped", "V1__", "V22__", "V23__");

        assertThat(database.query("select 1 from pg_class c where c.relname like 'user\\_email%'"))
                .isEmpty();
    }

    /** The text of a function does not say of which table it speaks. */
    @Test
    void anotherInstallationInTheDatabaseIsNoUseOfTheColumn() throws SQLException {
        Migrations.of(database.dataSource())
                .inSchema("elsewhere")
                .withColumnUses()
                .migrate();
        migrations().migrate();
        database.execute(WAIVE);
        verified("8 days");

        assertThat(reasons()).isEmpty();
    }

    @Test
    void theContractWaitsForSevenDaysAfterTheVerification() throws SQLException {
        migrations().migrate();
        database.execute(WAIVE);
        assertThat(reasons()).singleElement().asString().contains("passed at", "less than 7 days ago");
        assertRefused("less than 7 days ago");

        verified("7 days 1 minute");

        assertThat(migrations().withContract().migrate()).isEqualTo(1);
    }

    @Test
    void theWaitIsASettingOfTheSession() throws SQLException {
        migrations().migrate();
        database.execute(WAIVE);
        verified("2 hours");
        database.setDefault("useremails.contract_wait", "3 hours");
        assertRefused("less than 03:00:00 ago");
        database.setDefault("useremails.contract_wait", "soon");
        assertRefused("setting useremails.contract_wait is not an interval");
        database.setDefault("useremails.contract_wait", "-1 day");
        assertThat(reasons()).isEmpty();
        database.setDefault("useremails.contract_wait", "1 hour");

        assertThat(migrations().withContract().migrate()).isEqualTo(1);
    }

    @Test
    void theWaitBeginsAnewWhenTheVerificationIsTakenBack() throws Exception {
        migrations().migrate();
        verified("8 days");
        database.execute(WAIVE);
        assertThat(reasons()).isEmpty();

        new MovedUsers(database).run(MoveScripts.undo(MoveStep.VERIFICATION));

        assertThat(reasons()).anyMatch(reason -> reason.equals("has not passed"));
        migrations().migrate();
        assertThat(reasons())
                .as("the waiver was for the verification before it")
                .hasSizeGreaterThan(1)
                .anyMatch(reason -> reason.contains("less than 7 days ago"))
                .anyMatch(reason -> reason.contains("have never been observed"));
    }

    @Test
    void usesAreObservedForTheWholeWait() throws SQLException {
        migrations().migrate();
        verified("8 days");
        assertThat(reasons()).anyMatch(reason -> reason.contains("have never been observed"));

        database.execute(OBSERVE.formatted("2 days"));
        assertThat(reasons()).anyMatch(reason -> reason.contains("were last observed at"));

        database.execute("truncate deprecated_column_observations;" + OBSERVE.formatted("1 hour"));
        assertThat(reasons()).noneMatch(reason -> reason.contains("observed"));

        database.execute("update deprecated_column_observations set began_at = now() - interval '6 days'");
        assertThat(reasons()).anyMatch(reason -> reason.contains("have been observed only since"));
    }

    /** These servers have no statistics of statements. */
    @Test
    void aLookThatSeesNothingIsNoObservation() throws SQLException {
        migrations().migrate();
        verified("8 days");

        database.query("select observe_column_uses('users', 'email_address')");

        assertThat(database.query("select 1 from deprecated_column_observations"))
                .isEmpty();
        assertThat(reasons()).anyMatch(reason -> reason.contains("is not installed in this database"));
    }

    @Test
    void aWaiverHasAReasonAndAVerificationBeforeIt() throws SQLException {
        migrations().upToForwarding().migrate();
        assertThat(catchThrowable(() -> database.execute(WAIVE)))
                .hasMessageContaining("the verification has not passed");
        migrations().migrate();
        assertThat(catchThrowable(() -> database.execute("select waive_contract_check('observation', ' ')")))
                .hasMessageContaining("user_email_contract_waivers_reason_is_given");
        assertThat(catchThrowable(() -> database.execute("select waive_contract_check('everything', 'a test')")))
                .hasMessageContaining("user_email_contract_waivers_check_is_known");
        database.execute(WAIVE);
        verified("8 days");

        migrations().withContract().migrate();

        assertThat(database.query("select w.waived_check, w.reason, w.waived_by = session_user, w.waived_at < now()"
                        + " from user_email_contract_waivers w"))
                .containsExactly(List.of("observation", "a test", "t", "t"));
    }

    @Test
    void anEmptyTableAndOneWithoutTheColumnWaitForNothing() throws SQLException {
        database.execute("truncate users");
        assertThat(migrations().withContract().migrate()).isGreaterThan(20);
        assertThat(database.query("select 1 from pg_attribute a where a.attrelid = 'users'::regclass"
                        + " and a.attname = 'email_address'"))
                .isEmpty();

        try (Database other = Databases.shared().create()) {
            other.execute("create table users (id bigint primary key); insert into users values (1)");
            assertThat(Migrations.of(other.dataSource()).withContract().migrate())
                    .isGreaterThan(20);
        }
    }

    @Test
    void theFirstUserWhoIsWrittenBetweenTheLookAndTheLockStopsIt() throws Exception {
        database.execute("truncate users");
        migrations().migrate();
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into users (email_address) values ('first@mail.example')");
            Migrations patient = migrations().withContract().withLockTimeout(Duration.ofMinutes(1));
            CompletableFuture<Throwable> contract =
                    CompletableFuture.supplyAsync(() -> catchThrowable(patient::migrate));
            new MovedUsers(database).awaitAWaitingSession();

            writer.commit();

            assertThat(contract.get(1, MINUTES)).hasMessageContaining("the first user was added");
        }
    }

    @Test
    void policiesThatBindTheRoleStopTheVerificationAndTheContract() throws Exception {
        database.execute("drop role if exists " + ROLE + "; create role " + ROLE + "; grant create on schema public to "
                + ROLE + "; alter table users owner to " + ROLE);
        Migrations bound = Migrations.of(database.asRole(ROLE)).waitingForContract(Duration.ZERO);
        try {
            bound.migrate();
            database.execute("set role " + ROLE + ";" + WAIVE);
            database.execute("alter table users enable row level security; alter table users force row level security;"
                    + " create policy half on users using (id % 2 = 0)");

            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(() -> bound.withContract().migrate())
                    .withMessageContainingAll(
                            "table public.users: policies bind role " + ROLE, "no force row level security");
            assertThat(catchThrowable(
                            () -> database.execute("set role " + ROLE + "; select * from user_email_move_problems()")))
                    .hasMessageContaining("row-level security policy for table \"users\"");
            new MovedUsers(database).run(MoveScripts.undo(MoveStep.VERIFICATION));
            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(bound::migrate)
                    .withMessageContaining("row-level security policy for table \"users\"");
            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(() -> bound.withContract().migrate())
                    .withMessageContaining("row-level security policy for table \"users\"");

            database.execute("alter table users no force row level security");
            bound.migrate();
            database.execute("set role " + ROLE + ";" + WAIVE);
            assertThat(bound.withContract().migrate()).isEqualTo(1);
        } finally {
            database.execute("drop owned by " + ROLE + "; drop role " + ROLE);
        }
    }

    private Migrations migrations() {
        return Migrations.of(database.dataSource());
    }

    private void verified(String ago) throws SQLException {
        database.execute("update user_email_move set verified_at = now() - interval '" + ago + "'");
    }

    private List<String> reasons() throws SQLException {
        return database.query("select o.reason from user_email_contract_obstacles() o").stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private void assertRefused(String reason) {
        Migrations contract = migrations().withContract();
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(contract::migrate)
                .withMessageContaining(reason);
    }
}
