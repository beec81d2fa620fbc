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

/** The contract where the move has not run, or has not passed its verification. */
class ContractBeforeTheMoveTest {

    private static final String ROLE = "contract_gate_test";

    private Database database;

    @BeforeEach
    void createUsersWithALegacyColumn() throws SQLException {
        database = MovedUsers.beforeTheMove().database();
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

    @Test
    void aWaiverHasAReasonAndAVerificationBeforeIt() throws SQLException {
        migrations().upToForwarding().migrate();
        assertThat(catchThrowable(() -> database.execute(MovedUsers.WAIVE_OBSERVATION)))
                .hasMessageContaining("the verification has not passed");
        migrations().migrate();
        assertThat(catchThrowable(() -> database.execute("select waive_contract_check('observation', ' ')")))
                .hasMessageContaining("user_email_contract_waivers_reason_is_given");
        assertThat(catchThrowable(() -> database.execute("select waive_contract_check('everything', 'a test')")))
                .hasMessageContaining("user_email_contract_waivers_check_is_known");
        database.execute(MovedUsers.WAIVE_OBSERVATION);
        database.execute("update user_email_move set verified_at = now() - interval '8 days'");

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
            database.execute("set role " + ROLE + "; " + MovedUsers.WAIVE_OBSERVATION);
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
            database.execute("set role " + ROLE + "; " + MovedUsers.WAIVE_OBSERVATION);
            assertThat(bound.withContract().migrate()).isEqualTo(1);
        } finally {
            database.execute("drop owned by " + ROLE + "; drop role " + ROLE);
        }
    }

    private Migrations migrations() {
        return Migrations.of(database.dataSource());
    }
}
