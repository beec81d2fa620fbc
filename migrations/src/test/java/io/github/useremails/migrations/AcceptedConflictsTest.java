package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** A user who goes without an address, since somebody decided so. */
class AcceptedConflictsTest {

    private MovedUsers users;
    private Database database;

    @BeforeEach
    void haveTwoConflicts() throws SQLException {
        users = MovedUsers.create();
        database = users.database();
        database.execute("update users set email_address = 'user1@mail.example' where id in (2, 3)");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void anAcceptedConflictStopsNeitherVerificationNorContract() throws Exception {
        accept("array[2, 3]");

        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
        assertThat(database.query("select p.conflicts from user_email_move_progress() p"))
                .containsExactly(List.of("0"));
        users.run(MoveScripts.undo(MoveStep.VERIFICATION));
        users.migrations().migrate();
        users.contract().migrate();
        assertThat(database.query("select e.detail from user_email_move_events e where e.step = 'contract'"))
                .containsExactly(List.of("users.email_address was dropped, with 2 accepted conflicts"));
    }

    @Test
    void theConflictsThatAreLeftStopTheContract() throws Exception {
        accept("array[2]");

        assertThat(problems()).containsExactly(List.of("a conflict is open", "{3}"));
        Migrations contract = users.contract();
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(contract::migrate)
                .withMessageContaining("a conflict is open: 1, such as user 3");
    }

    @Test
    void itIsOpenAgainWhenTheLegacyAddressChanges() throws Exception {
        accept("array[2, 3]");
        database.execute("update users set email_address = 'USER1@mail.example' where id = 2");
        assertThat(problems()).isEmpty();

        database.execute("update users set email_address = 'user4@mail.example' where id = 3");

        assertThat(problems()).containsExactly(List.of("a conflict is open", "{3}"));
        assertThat(database.query("select c.user_id, c.accepted_because from user_email_legacy_conflicts c"
                        + " where c.accepted_at is not null and c.accepted_by = session_user"))
                .containsExactly(List.of("2", "a test"));
    }

    @Test
    void itIsSettledLikeAnyOtherWhenTheAddressBecomesFree() throws Exception {
        accept("array[2]");

        database.execute("update users set email_address = null where id = 1");

        assertThat(database.query("select e.user_id from user_email_addresses e"
                        + " where e.email_address = 'user1@mail.example'"))
                .containsExactly(List.of("2"));
        assertThat(problems()).containsExactly(List.of("a conflict is open", "{3}"));
    }

    @Test
    void itStaysAcceptedWhenTheCopyIsMadeOnceMore() throws Exception {
        accept("array[2, 3]");
        users.run(MoveScripts.undo(MoveStep.VERIFICATION));
        users.run(MoveScripts.undo(MoveStep.BACKFILL));

        users.migrations().migrate();

        assertThat(problems()).isEmpty();
    }

    @Test
    void aReasonIsGivenAndWhoIsInNoConflictIsRefused() {
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> database.execute("select accept_legacy_conflicts(array[2], ' ')"))
                .withMessageContaining("the reason must have");
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> accept("array[2, 7]"))
                .withMessageContaining("these users have no conflict: 7");
    }

    private void accept(String ids) throws SQLException {
        database.execute("select accept_legacy_conflicts(" + ids + ", 'a test')");
    }

    private List<List<@Nullable String>> problems() throws SQLException {
        return database.query("select p.problem, p.examples from user_email_move_problems() p");
    }
}
