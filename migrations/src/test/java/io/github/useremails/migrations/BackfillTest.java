package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The copy of what the column held before forwarding. */
class BackfillTest {

    private UncopiedUsers users;
    private Database database;

    @BeforeEach
    void forwardATableThatIsNotCopied() throws SQLException {
        users = UncopiedUsers.create();
        database = users.database();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void everyAddressIsCopiedAndNoUserIsWritten() throws SQLException {
        List<List<@Nullable String>> before = database.query("select u.*, u.xmin, u.ctid from users u order by u.id");

        backfill();

        assertThat(users.problems()).isEmpty();
        assertThat(database.query("select m.looked_at, m.copied from user_email_move m"))
                .containsExactly(List.of("5000", "5000"));
        assertThat(database.query("select u.*, u.xmin, u.ctid from users u order by u.id"))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"progress.sql", "problems.sql", "obstacles.sql", "blockers.sql"})
    void whatOperatorsWatchAnswersWhileItRuns(String question) throws Exception {
        database.query("select copy_legacy_email_addresses(100)");

        List<List<@Nullable String>> answer = database.query(MoveScripts.sql("questions/" + question));

        assertThat(answer.isEmpty()).isEqualTo(question.equals("blockers.sql"));
    }

    @Test
    void copyingOnceMoreChangesNothing() throws SQLException {
        backfill();
        List<List<@Nullable String>> addresses =
                database.query("select e.*, e.xmin from user_email_addresses e order by e.id");

        users.startAgain();
        backfill();

        assertThat(database.query("select e.*, e.xmin from user_email_addresses e order by e.id"))
                .isEqualTo(addresses);
        assertThat(users.problems()).isEmpty();
    }

    @Test
    void whatCannotBeCopiedIsNamedAndTheRestIsCopied() throws SQLException {
        database.execute("set session_replication_role = replica;"
                + " update users set email_address = 'USER1@mail.example' where id = 2;"
                + " update users set email_address = '  ' where id = 3;"
                + " update users set email_address = null where id = 4;"
                + " update users set email_address = (select string_agg(md5(i::text), '') from generate_series(1, 500) i)"
                + " where id = 5");

        backfill();

        assertThat(database.query("select c.user_id, c.reason from user_email_legacy_conflicts c order by c.user_id"))
                .containsExactly(List.of("2", "belongs_to_another_user"), List.of("5", "cannot_be_kept"));
        assertThat(users.problems()).containsExactly(List.of("a conflict is open"));
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("4996"));
    }

    @Test
    void usersWhoComeLaterAreForwardedAndNotWaitedFor() throws SQLException {
        database.query("select copy_legacy_email_addresses(100)");
        LegacyUsers.in(database).add(user(100_000).withAddress("late@mail.example"));

        backfill();

        assertThat(database.query("select m.upper_id from user_email_move m")).containsExactly(List.of("5000"));
        assertThat(users.problems()).isEmpty();
    }

    @Test
    void whoIsInConflictIsNotCountedAsCopied() throws SQLException {
        database.execute("set session_replication_role = replica;"
                + " update users set email_address = 'USER1@mail.example' where id = 2");

        backfill();

        assertThat(database.query("select p.looked_at, p.copied, p.conflicts from user_email_move_progress() p"))
                .containsExactly(List.of("5000", "4999", "1"));
    }

    @Test
    void howFarItIsIsCountedFromTheFirstId() throws SQLException {
        database.execute("set session_replication_role = replica; update users set id = id + 1500000000");

        database.query("select copy_legacy_email_addresses(1000)");

        assertThat(database.query("select p.step, p.forwarding, p.percent from user_email_move_progress() p"))
                .containsExactly(List.of("backfill", "on", "20.0"));
    }

    @Test
    void aPauseHasAReasonInOneLine() {
        for (String reason : List.of("null", "''", "' '", "E'a\nb'", "repeat('x', 501)")) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> database.query("select pause_user_email_move(" + reason + ")"))
                    .withMessageContaining("the reason must have");
        }
    }

    @Test
    void addressesAreCopiedInReadCommittedWhateverTheDefaultIs() throws SQLException {
        database.setDefault("default_transaction_isolation", "repeatable read");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> database.query("select copy_legacy_email_addresses(10)"))
                .withMessageContaining("read committed");
        backfill();

        assertThat(users.problems()).isEmpty();
    }

    @Test
    void aBackfillThatFailedIsNoReasonToRefuseTheNextRun() throws SQLException {
        database.execute("update useremails_email_address_history set success = false where version = '3';"
                + " delete from useremails_email_address_history where version = '4'");
        database.setDefault("statement_timeout", "2s");

        Migrations.of(database.dataSource()).migrate();

        assertThat(users.problems()).isEmpty();
    }

    private void backfill() throws SQLException {
        database.execute("call backfill_user_email_addresses(700)");
    }
}
