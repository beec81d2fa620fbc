package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands in the column and cannot be an address of the user. */
class ForwardingConflictsTest {

    private ForwardedUsers users;
    private Database database;

    @BeforeEach
    void migrateATableWithALegacyColumn() throws SQLException {
        users = ForwardedUsers.create();
        database = users.database();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void anAddressThatAnotherUserHasIsAConflictUntilItIsFree() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example"), user(2).withAddress("ANN@mail.example"));

        assertThat(database.query("select c.user_id, c.reason from user_email_legacy_conflicts c"))
                .containsExactly(List.of("2", "belongs_to_another_user"));
        assertThat(users.legacy(2)).isEqualTo("ANN@mail.example");

        database.execute("update users set email_address = 'other@mail.example' where id = 1");

        assertThat(database.query("select c.user_id from user_email_legacy_conflicts c"))
                .isEmpty();
        assertThat(database.query(
                        "select e.user_id from user_email_addresses e where e.email_address = 'ANN@mail.example'"))
                .containsExactly(List.of("2"));
        users.assertBothSidesAreTheSame();
    }

    @Test
    void anAddressWhoseDomainIsInItsOwnScriptIsTheOneInAscii() throws SQLException {
        users.add(user(1).withAddress("ann@B\u00DCCHER.example"), user(2).withAddress("ann@xn--bcher-kva.example"));

        assertThat(database.query("select c.user_id, c.reason from user_email_legacy_conflicts c"))
                .containsExactly(List.of("2", "belongs_to_another_user"));
        assertThat(database.query("select e.user_id, e.email_address, e.normalized_email_address"
                        + " from user_email_addresses e where e.confirmed"))
                .containsExactly(List.of("1", "ann@B\u00DCCHER.example", "ann@xn--bcher-kva.example"));
        assertThat(database.query("select user_with_email('ANN@b' || chr(252) || 'cher.example')"))
                .containsExactly(List.of("1"));
    }

    /** Waiting for a user who is being changed could deadlock, so such a one is passed over, and retried. */
    @Test
    void aUserWhoIsBeingChangedWhenTheAddressIsFreeIsRetried() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example"), user(2).withAddress("ann@mail.example"));
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update users set name = 'Bob' where id = 2");
            database.execute("update users set email_address = null where id = 1");
            other.commit();
        }
        assertThat(database.query("select p.problem from user_email_move_problems() p"))
                .containsExactly(List.of("a conflict is open"));

        assertThat(database.query("select retry_legacy_conflicts()")).containsExactly(List.of("1"));

        users.assertBothSidesAreTheSame();
    }

    /** An index makes whoever writes an address wait for another transaction that writes the same one. */
    @Test
    void nobodyWaitsForEverForTheAddressOfAnother() throws SQLException {
        users.add(user(1).withAddress("a@mail.example"), user(2).withAddress("b@mail.example"));
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update users set email_address = 'wanted@mail.example' where id = 1");

            database.execute("update users set email_address = 'Wanted@mail.example' where id = 2");

            assertThat(database.query("select c.user_id, c.reason from user_email_legacy_conflicts c"))
                    .containsExactly(List.of("2", "is_being_changed"));
            other.rollback();
        }
        assertThat(database.query("select retry_legacy_conflicts()")).containsExactly(List.of("1"));
        assertThat(users.legacy(2)).isEqualTo("Wanted@mail.example");
        users.assertBothSidesAreTheSame();
    }

    @Test
    void conflictsAreRetriedSoManyAtOnce() throws SQLException {
        users.legacyUsers().addNumbered(30, "same@mail.example");
        database.execute(
                "set session_replication_role = replica; delete from user_email_addresses;"
                        + " update users set email_address = 'own' || id || '@mail.example';"
                        + " update user_email_legacy_conflicts set normalized_email_address = 'own' || user_id || '@mail.example'");

        assertThat(database.query("select retry_legacy_conflicts(10)")).containsExactly(List.of("10"));
        assertThat(database.query("select retry_legacy_conflicts(100)")).containsExactly(List.of("19"));
        assertThat(database.query("select retry_legacy_conflicts(100)")).containsExactly(List.of("0"));
    }

    @Test
    void aConflictGoesWhenTheLegacyValueIsMendedOrTheUserGoes() throws SQLException {
        users.add(
                user(1).withAddress("ann@mail.example"),
                user(2).withAddress("ann@mail.example"),
                user(3).withAddress("ann@mail.example"));

        database.execute("update users set email_address = 'bob@mail.example' where id = 2");
        database.execute("delete from users where id = 3");

        assertThat(database.query("select c.user_id from user_email_legacy_conflicts c"))
                .isEmpty();
        users.assertBothSidesAreTheSame();
    }

    @Test
    void aUserWhoMovesToAnAddressThatIsTakenLosesTheOldOneAndNothingInTheColumn() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example"), user(2).withAddress("bob@mail.example"));

        database.execute("update users set email_address = 'ann@mail.example' where id = 2");

        assertThat(users.legacy(2)).isEqualTo("ann@mail.example");
        assertThat(database.query("select e.user_id from user_email_addresses e"))
                .containsExactly(List.of("1"));
    }

    @Test
    void severalUsersMayHaveOneUnprovedTextAndAProofTakesItFromNobody() throws SQLException {
        users.add(
                user(1).withAddress("ann@mail.example").unconfirmed(),
                user(2).withAddress("ann@mail.example").unconfirmed());

        database.execute("update users set proved = true where id = 2");

        assertThat(users.legacy(1)).isEqualTo("ann@mail.example");
        users.assertBothSidesAreTheSame();
    }

    @Test
    void aTextThatNoIndexCanHoldIsKeptAsideAndTheWriteSucceeds() throws SQLException {
        database.execute("insert into users (id, email_address)"
                + " select 1, string_agg(md5(i::text), '') || '@mail.example' from generate_series(1, 1000) as i");

        assertThat(database.query("select c.reason from user_email_legacy_conflicts c"))
                .containsExactly(List.of("cannot_be_kept"));
        database.execute("update users set email_address = 'ann@mail.example'");
        users.assertBothSidesAreTheSame();
    }
}
