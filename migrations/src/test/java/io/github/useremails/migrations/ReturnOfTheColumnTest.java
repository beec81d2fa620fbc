package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.useremails.postgres.Database;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way back after the contract. */
class ReturnOfTheColumnTest {

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
    void theColumnComesBackWithItsValuesAndForwarding() throws Exception {
        users.contract().migrate();
        users.addAnother(1, "second@mail.example");
        database.execute("update user_email_addresses set email_address = 'new@mail.example',"
                + " normalized_email_address = 'new@mail.example' where user_id = 2");

        users.bringTheColumnBack();
        users.migrations().migrate();

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
        assertThat(users.contract().migrate()).isEqualTo(1);
    }

    @Test
    void whoHasSeveralAddressesKeepsThemWhenAnOldReleaseWritesOneThatIsTaken() throws Exception {
        users.contract().migrate();
        users.addAnother(1, "second@mail.example");
        users.bringTheColumnBack();
        users.migrations().migrate();

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
        users.contract().migrate();
        users.bringTheColumnBack();
        database.execute("update users set email_address = 'stray@mail.example' where id = 1");

        users.migrations().migrate();

        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("20"));
        assertThat(database.query("select count(email_address) from users")).containsExactly(List.of("20"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void goingBackInTheMiddleOfTheReturnTakesNoAddressAway() throws Exception {
        users.contract().migrate();
        users.bringTheColumnBack();
        users.migrations().upToForwarding().migrate();
        database.query("select copy_legacy_email_addresses(5)");
        users.undoDownTo(MoveStep.STRUCTURE);

        users.migrations().migrate();

        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("20"));
        assertThat(database.query("select count(email_address) from users")).containsExactly(List.of("20"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void theColumnCountsAgainOnceItIsBack() throws Exception {
        users.contract().migrate();
        users.bringTheColumnBack();
        users.migrations().migrate();
        users.undoDownTo(MoveStep.STRUCTURE);
        database.execute("update users set email_address = 'old@mail.example' where id = 1;"
                + " update users set email_address = null where id = 2");

        users.migrations().migrate();

        assertThat(database.query("select coalesce(u.email_address, 'none') from users u where u.id in (1, 2)"
                        + " order by u.id"))
                .containsExactly(List.of("old@mail.example"), List.of("none"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void whoHadNoAddressAndIsGivenOneBeforeForwardingIsBackHasIt() throws Exception {
        users.contract().migrate();
        database.execute("delete from user_email_addresses where user_id = 3");
        users.bringTheColumnBack();
        database.execute("update users set email_address = 'given@mail.example' where id = 3");

        users.migrations().migrate();

        assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id = 3"))
                .containsExactly(List.of("given@mail.example"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void aProofInTheMiddleOfTheReturnTakesNoAddressAway() throws Exception {
        database.execute("alter table users add column proved_at timestamptz");
        users.contract().migrate();
        Migrations conditional = Migrations.of(database.dataSource())
                .movingFrom(LegacyColumn.named("email_address").confirmedWhere("u.proved_at is not null"));
        users.bringTheColumnBack();
        database.execute("update users set email_address = 'stray@mail.example' where id = 1");
        conditional.upToForwarding().migrate();

        database.execute("update users set proved_at = now() where id in (1, 2)");
        conditional.migrate();

        assertThat(database.query("select u.email_address from users u where u.id in (1, 2) order by u.id"))
                .containsExactly(List.of("user1@mail.example"), List.of("user2@mail.example"));
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("20"));
        // Nothing has told the rows of the other users that their addresses are confirmed.
        assertThat(database.query("select p.problem, p.cases from user_email_move_problems() p"))
                .containsExactly(List.of("a confirmation differs from the legacy one", "18"));
    }

    @Test
    void aColumnThatIsBroughtBackByHandIsFilledToo() throws Exception {
        users.contract().migrate();
        database.execute("alter table users add column email_address text;"
                + " comment on column users.email_address is 'Where mail goes';"
                + " delete from useremails_email_address_history h where h.version <> '0'");

        users.migrations().migrate();

        assertThat(database.query("select count(email_address) from users")).containsExactly(List.of("20"));
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("20"));
    }

    @Test
    void theColumnIsBroughtBackOnce() throws Exception {
        assertThat(catchThrowable(() -> users.bringTheColumnBack())).hasMessageContaining("the contract has not run");
        users.contract().migrate();
        assertThat(catchThrowable(() -> users.run(MoveScripts.undo(MoveStep.VERIFICATION))))
                .hasMessageContaining("the contract has run");
        users.bringTheColumnBack();
        assertThat(catchThrowable(() -> users.bringTheColumnBack())).hasMessageContaining("email_address");
        users.migrations().migrate();
        assertThat(catchThrowable(() -> users.bringTheColumnBack())).hasMessageContaining("the contract has not run");
    }

    @Test
    void upAndDownAndUpAgain() throws Exception {
        for (int round = 0; round < 3; round++) {
            assertThat(users.contract().migrate()).isPositive();
            users.bringTheColumnBack();
            assertThat(users.migrations().migrate()).isPositive();
            database.execute("update users set email_address = 'round" + round + "@mail.example' where id = 5");
            assertThat(database.query("select * from user_email_move_problems()"))
                    .isEmpty();
        }
    }
}
