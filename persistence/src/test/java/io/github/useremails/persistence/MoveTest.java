package io.github.useremails.persistence;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.SingleAddressDuringMoveException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.RosterConflict;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterLineOutcome;
import io.github.useremails.domain.institution.RosterOutcome;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The library beside a legacy column, from the first migration to the contract. */
class MoveTest {

    private static final UserId ANN = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final UserId CID = new UserId(3);
    private static final EmailAddress MAIL = EmailAddress.parse("Ann@mail.example");
    private static final EmailAddress NEW = EmailAddress.parse("ann@new.example");

    private Database database;
    private PostgresUserEmails emails;

    @BeforeEach
    void beginTheMove() throws SQLException {
        database = Databases.shared().copyOf("an empty table of users that moves", MoveTest::prepare);
        emails = PostgresUserEmails.over(database.dataSource());
    }

    private static void prepare(Database template) throws SQLException {
        template.execute("create table users (id bigint primary key, email_address text)");
        Migrations.of(template.directDataSource()).withRoles().migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void whoIsNotCopiedYetIsFoundByTheFallbackAndByNothingElse() throws SQLException {
        notForwarded("(1, 'Ann@mail.example'), (2, ' '), (3, null)");
        PostgresUserEmails falling = PostgresUserEmails.builder(database.asRole("useremails_app"))
                .legacyFallback()
                .build();

        assertThat(falling.users().withEmail("ann@MAIL.example")).map(User::id).contains(ANN);
        assertThat(falling.users().find(ANN).orElseThrow().emailAddresses()).hasSize(1);
        assertThat(falling.users().find(BOB).orElseThrow().emailAddresses()).isEmpty();
        assertThat(falling.users().primaryEmail(ANN)).contains(MAIL);
        assertThat(falling.users().primaryEmails(List.of(ANN, BOB))).containsOnlyKeys(ANN);
        assertThat(falling.users().withEmails(List.of(MAIL, NEW))).containsOnlyKeys(MAIL);
        assertThat(falling.users().firstPage(3)).extracting(UserSummary::id).containsExactly(ANN, BOB, CID);
        assertThat(emails.users().withEmail(MAIL)).isEmpty();

        backfill();

        assertThat(emails.users().withEmail(MAIL)).map(User::id).contains(ANN);
        assertThat(falling.users().withEmail(MAIL)).map(User::id).contains(ANN);
        assertThat(falling.users().find(ANN).orElseThrow().emailAddresses()).hasSize(1);
    }

    @Test
    void aPlanOfAMergeSaysWhatTheMergeWillDoAlsoWithTheFallback() throws SQLException {
        notForwarded("(1, 'Ann@mail.example'), (2, null)");
        PostgresUserEmails falling = PostgresUserEmails.builder(database.dataSource())
                .legacyFallback()
                .build();

        assertThat(falling.users().planMerge(ANN, BOB))
                .isEqualTo(falling.users().merge(ANN, BOB));
    }

    @Test
    void theFallbackFindsTheUserToWhomTheBackfillWillGiveTheAddress() throws SQLException {
        notForwarded("(3, 'ANN@mail.example'), (1, 'ann@mail.example'), (2, 'Ann@mail.example')");
        PostgresUserEmails falling = PostgresUserEmails.builder(database.dataSource())
                .legacyFallback()
                .build();

        assertThat(falling.users().withEmail(MAIL)).map(User::id).contains(ANN);
        assertThat(falling.users().withEmails(List.of(MAIL)).values())
                .extracting(User::id)
                .containsExactly(ANN);

        backfill();

        assertThat(falling.users().withEmail(MAIL)).map(User::id).contains(ANN);
        assertThat(emails.users().withEmail(MAIL)).map(User::id).contains(ANN);
        assertThat(falling.users().find(BOB).orElseThrow().emailAddresses()).isEmpty();
    }

    @Test
    void anAddressIsReplacedInOneChangeAndTheColumnIsTrue() throws SQLException {
        database.execute("insert into users values (1, 'Ann@mail.example')");

        User after = emails.users()
                .update(
                        ANN,
                        (user, now) ->
                                user.addEmail(NEW, now).confirmEmail(NEW, now).removeEmail(MAIL, NEW));

        assertThat(after.primaryEmail()).contains(NEW);
        assertThat(legacy()).containsExactly(List.of("ann@new.example"));
        assertThat(emails.users().find(ANN)).contains(after);
    }

    @Test
    void aSecondAddressIsRefusedByItsOwnErrorUntilTheContract() throws SQLException {
        database.execute("insert into users values (1, 'Ann@mail.example')");

        assertThatExceptionOfType(SingleAddressDuringMoveException.class)
                .isThrownBy(() -> emails.users().update(ANN, (user, now) -> user.addEmail(NEW, now)))
                .withNoCause();

        contract();
        assertThat(emails.users()
                        .update(ANN, (user, now) -> user.addEmail(NEW, now))
                        .emailAddresses())
                .hasSize(2);
    }

    @Test
    void aLineOfARosterThatNeedsASecondAddressIsAConflictUntilTheContract() throws SQLException {
        database.execute("insert into users values (1, 'Ann@mail.example'), (2, 'bob@northfield.example')");
        database.execute("insert into user_email_institution_members values (7, '1', 1)");
        List<RosterLine> roster =
                List.of(Rosters.line("1", "ann@northfield.example"), Rosters.line("2", "bob@northfield.example"));

        assertThat(linesOf(roster))
                .containsExactly(
                        new RosterLineOutcome.Conflict("1", RosterConflict.ONE_ADDRESS_UNTIL_CONTRACT),
                        new RosterLineOutcome.Claimed("2", BOB));
        assertThat(emails.users().find(ANN).orElseThrow().emailAddresses()).hasSize(1);
        assertThat(emails.rosters().waiting(10)).isEmpty();

        contract();
        assertThat(linesOf(roster))
                .containsExactly(new RosterLineOutcome.Claimed("1", ANN), new RosterLineOutcome.Unchanged("2", BOB));
    }

    private List<RosterLineOutcome> linesOf(List<RosterLine> roster) {
        RosterOutcome outcome = emails.rosters().synchronize(Rosters.NORTHFIELD, roster, RosterLimits.standard());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RosterOutcome.Synchronized.class,
                        done -> assertThat(done.firstFailure()).isEmpty());
        return ((RosterOutcome.Synchronized) outcome).report().lines();
    }

    @Test
    void anErasedUserHasNothingInTheColumn() throws SQLException {
        database.execute("insert into users values (1, 'Ann@mail.example')");

        emails.users().erase(ANN);

        assertThat(database.query("select 1 from users where email_address is null"))
                .hasSize(1);
    }

    @Test
    void afterTheContractTheFallbackSaysThatItIsThereNoMore() throws SQLException {
        contract();
        PostgresUserEmails falling = PostgresUserEmails.builder(database.dataSource())
                .legacyFallback()
                .build();

        assertThatExceptionOfType(UserStorageException.class)
                .isThrownBy(() -> falling.users().withEmail(MAIL))
                .withMessageContaining("user_email_addresses_with_legacy");
    }

    private void contract() throws SQLException {
        database.query("select waive_contract_check('observation', 'a test')");
        Migrations.of(database.directDataSource())
                .withContract()
                .waitingForContract(Duration.ZERO)
                .migrate();
    }

    /** The same few users from both sides at once: with the users locked first, nobody waits in a circle. */
    @Test
    void writersOfBothSidesDoNotDeadlock() throws Exception {
        int hot = 5;
        for (int id = 1; id <= hot; id++) {
            database.execute("insert into users values (" + id + ", 'first" + id + "@mail.example')");
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (HikariDataSource pool = Pool.over(database.dataSource())) {
            // A deadlock would not be repeated, but come out.
            PostgresUserEmails once =
                    PostgresUserEmails.builder(pool).attempts(1).build();
            List<Callable<@Nullable Void>> writers = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(thread);
                int number = thread;
                writers.add(() -> number < 2
                        ? writeColumn(pool, number, random, hot)
                        : writeAddresses(once, number, random, hot));
            }
            for (Future<@Nullable Void> each : threads.invokeAll(writers)) {
                each.get(120, SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(database.query("select deadlocks from pg_stat_database where datname = current_database()"))
                .containsExactly(List.of("0"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    private static @Nullable Void writeColumn(HikariDataSource pool, int number, Random random, int hot)
            throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("update users set email_address = ? where id = ?")) {
            for (int write = 0; write < 600; write++) {
                update.setString(1, "column" + number + "." + write + "@mail.example");
                update.setLong(2, random.nextInt(hot) + 1L);
                update.execute();
            }
        }
        return null;
    }

    private static @Nullable Void writeAddresses(PostgresUserEmails emails, int number, Random random, int hot) {
        for (int write = 0; write < 600; write++) {
            EmailAddress next = EmailAddress.parse("library" + number + "." + write + "@mail.example");
            emails.users().update(new UserId(random.nextInt(hot) + 1L), (user, now) -> {
                EmailAddress old = user.primaryEmail().orElseThrow();
                return user.addEmail(next, now).confirmEmail(next, now).removeEmail(old, next);
            });
        }
        return null;
    }

    private void notForwarded(String rows) throws SQLException {
        database.execute("set session_replication_role = replica; insert into users values " + rows);
        database.execute("update user_email_move set cursor_id = null, upper_id = null, started_at = null,"
                + " finished_at = null");
    }

    private void backfill() throws SQLException {
        database.execute("call backfill_user_email_addresses()");
    }

    private List<List<@Nullable String>> legacy() throws SQLException {
        return database.query("select u.email_address from users u");
    }
}
