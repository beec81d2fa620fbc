package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.LegacyColumn;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address is claimed during the move that others have entered: they keep it until the contract, and no longer. */
class ClaimsDuringMoveTest {

    private static final LegacyColumn COLUMN =
            LegacyColumn.named("email_address").confirmedWhere("u.proved").assigning("proved = confirmed");
    private static final EmailAddress CONTESTED = EmailAddress.parse("ann@mail.example");
    private static final UserId ANN = new UserId(1);
    private static final int OTHERS = 15;

    private Database database;
    private PostgresUserEmails emails;

    @BeforeEach
    void beginTheMove() throws SQLException {
        database = Databases.shared().copyOf("a table of users with proofs that moves", ClaimsDuringMoveTest::prepare);
        emails = PostgresUserEmails.over(database.asRole("useremails_app"));
        database.execute("insert into users select i, 'ann@mail.example', false from generate_series(2, " + (OTHERS + 1)
                + ") i");
    }

    private static void prepare(Database template) throws SQLException {
        template.execute("create table users (id bigint primary key, email_address text, proved boolean not null)");
        Migrations.of(template.directDataSource())
                .movingFrom(COLUMN)
                .withRoles()
                .migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into users values (1, 'ann@mail.example', true)",
                "insert into users values (1, 'ann@mail.example', false); update users set proved = true where id = 1",
                "insert into users values (1, 'old@mail.example', true);"
                        + " update users set email_address = 'ann@mail.example' where id = 1",
                "insert into users values (1, 'old@mail.example', true), (99, 'more@mail.example', true);"
                        + " update users set email_address = replace(email_address, 'old', 'ann') where proved"
            })
    void whatTheOldApplicationClaimsIsSweptAfterTheContract(String claim) throws SQLException {
        database.execute(claim);

        assertEntriesGoAfterTheContract();
    }

    @Test
    void whatTheBackfillClaimsIsSweptAfterTheContract() throws SQLException {
        database.execute(
                "set session_replication_role = replica;" + " insert into users values (1, 'ann@mail.example', true)");
        database.execute("update user_email_move set cursor_id = null, upper_id = null, started_at = null,"
                + " finished_at = null");
        database.execute("call backfill_user_email_addresses()");

        assertEntriesGoAfterTheContract();
    }

    @Test
    void whatTheLibraryConfirmsIsSweptAfterTheContract() throws SQLException {
        database.execute("insert into users values (1, 'ann@mail.example', false)");
        emails.users().update(ANN, (user, now) -> user.confirmEmail(CONTESTED, now));

        assertEntriesGoAfterTheContract();
    }

    private void assertEntriesGoAfterTheContract() throws SQLException {
        assertThat(emails.users().withEmail(CONTESTED)).map(user -> user.id()).contains(ANN);
        assertThat(unconfirmed()).isEqualTo(OTHERS);
        assertThat(emails.upkeep().removeUnconfirmed(100)).isZero();
        assertThat(database.query("select count(*) from users where email_address = 'ann@mail.example'"))
                .as("nothing is taken from the legacy side")
                .containsExactly(List.of(String.valueOf(OTHERS + 1)));

        contract();

        assertThat(emails.upkeep().removeUnconfirmed(10)).isEqualTo(10);
        assertThat(emails.upkeep().removeUnconfirmed(10)).isEqualTo(OTHERS - 10);
        assertThat(unconfirmed()).isZero();
        assertThat(database.query("select 1 from user_email_withdrawals")).isEmpty();
        assertThat(emails.users().withEmail(CONTESTED)).map(user -> user.id()).contains(ANN);
    }

    private void contract() throws SQLException {
        database.query("select waive_contract_check('observation', 'a test')");
        Migrations.of(database.directDataSource())
                .movingFrom(COLUMN)
                .withContract()
                .waitingForContract(Duration.ZERO)
                .migrate();
    }

    private int unconfirmed() throws SQLException {
        return database.query("select 1 from user_email_addresses where not confirmed")
                .size();
    }
}
