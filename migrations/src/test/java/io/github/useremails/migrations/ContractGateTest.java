package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the contract may run at all: after the other migrations, after a verification, and after its wait. */
class ContractGateTest {

    private static final String OBSERVE = "insert into deprecated_column_observations values"
            + " ('public.users', 'email_address', now() - interval '8 days', now() - interval '%s', 1000)";

    private Database database;

    @BeforeEach
    void moveFromALegacyColumn() throws SQLException {
        database = MovedUsers.create().database();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    /** The text of a function does not say of which table it speaks. */
    @Test
    void anotherInstallationInTheDatabaseIsNoUseOfTheColumn() throws SQLException {
        Migrations.of(database.dataSource())
                .inSchema("elsewhere")
                .withColumnUses()
                .migrate();
        database.execute(MovedUsers.WAIVE_OBSERVATION);
        verified("8 days");

        assertThat(reasons()).isEmpty();
    }

    @Test
    void theContractWaitsForSevenDaysAfterTheVerification() throws SQLException {
        database.execute(MovedUsers.WAIVE_OBSERVATION);
        assertThat(reasons()).singleElement().asString().contains("passed at", "less than 7 days ago");
        assertRefused("less than 7 days ago");

        verified("7 days 1 minute");

        assertThat(migrations().withContract().migrate()).isEqualTo(1);
    }

    @Test
    void theWaitIsASettingOfTheSession() throws SQLException {
        database.execute(MovedUsers.WAIVE_OBSERVATION);
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
        verified("8 days");
        database.execute(MovedUsers.WAIVE_OBSERVATION);
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
        verified("8 days");

        database.query("select observe_column_uses('users', 'email_address')");

        assertThat(database.query("select 1 from deprecated_column_observations"))
                .isEmpty();
        assertThat(reasons()).anyMatch(reason -> reason.contains("is not installed in this database"));
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
