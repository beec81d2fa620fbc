package io.github.useremails.persistence;

import static io.github.useremails.persistence.Rosters.NORTHFIELD;
import static io.github.useremails.persistence.Rosters.line;
import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterLineOutcome.Moved;
import io.github.useremails.domain.institution.RosterOutcome;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** A roster at night, while people are awake. */
@Tag("slow")
class RosterRaceTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final int ROUNDS = 20;
    private static final int PEOPLE = 8;

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final ExecutorService threads = Executors.newFixedThreadPool(PEOPLE + 2);
    private HikariDataSource pool;
    private PostgresUserEmails emails;

    @BeforeEach
    void connect() {
        stored.removeAll();
        pool = Pool.over(database.dataSource());
        emails = PostgresUserEmails.builder(pool).attempts(50).build();
    }

    @AfterEach
    void disconnect() {
        threads.shutdownNow();
        pool.close();
    }

    /** The school gives members new addresses, which others have entered and confirm at the same moment. */
    @Test
    void anAddressThatIsClaimedByARosterAndConfirmedByAUserGoesToOneOfThem() throws Exception {
        int moves = 0;
        for (int round = 0; round < ROUNDS; round++) {
            stored.removeAll();
            Map<EmailAddress, UserId> acknowledged = new ConcurrentHashMap<>();
            List<RosterLine> roster = new ArrayList<>();
            List<UserId> others = new ArrayList<>();
            for (int person = 0; person < PEOPLE; person++) {
                Rosters.aMember(emails, stored, "key" + person, "old" + person + "@northfield.example");
                others.add(stored.aUser(
                        confirmed("other" + person + "@mail.example").andPrimary(), entered(wanted(person))));
                roster.add(line("key" + person, wanted(person)));
            }
            CyclicBarrier start = new CyclicBarrier(PEOPLE + 1);
            List<Future<?>> running = new ArrayList<>();
            for (int person = 0; person < PEOPLE; person++) {
                UserId other = others.get(person);
                EmailAddress address = EmailAddress.parse(wanted(person));
                running.add(threads.submit(() -> {
                    start.await(60, SECONDS);
                    try {
                        emails.users().update(other, (user, now) -> user.confirmEmail(address, now));
                        acknowledged.put(address, other);
                    } catch (EmailAddressClaimedException | UnknownEmailAddressException e) {
                        // The school was faster.
                        assertThat(e).hasNoCause();
                    }
                    return null;
                }));
            }
            AtomicBoolean begun = new AtomicBoolean();
            PostgresUserEmails listening = PostgresUserEmails.builder(pool)
                    .listener((event, connection) -> {
                        // Nobody confirms before the first batch is written, or the roster would find all too late.
                        if (begun.compareAndSet(false, true)) {
                            await(start);
                        }
                    })
                    .build();
            RosterOutcome outcome = listening
                    .rosters()
                    .synchronize(
                            NORTHFIELD,
                            roster,
                            RosterLimits.everybody().toBuilder().batchSize(1).build());
            for (Future<?> each : running) {
                each.get(60, SECONDS);
            }

            assertThat(outcome).isInstanceOf(RosterOutcome.Synchronized.class);
            for (Moved moved : ((RosterOutcome.Synchronized) outcome).report().lines(Moved.class)) {
                int person = Integer.parseInt(moved.externalKey().substring("key".length()));
                assertThat(acknowledged.put(EmailAddress.parse(wanted(person)), moved.user()))
                        .isNull();
                moves++;
            }
            assertThat(acknowledged).hasSize(PEOPLE);
            acknowledged.forEach((address, owner) ->
                    assertThat(emails.users().withEmail(address)).map(User::id).contains(owner));
            assertThat(database.query("select * from user_email_inconsistencies"))
                    .isEmpty();
        }
        assertThat(moves).isBetween(ROUNDS, ROUNDS * PEOPLE - 1);
    }

    /** There the batch cannot see what stands in its way, however often it looks: another transaction can. */
    @Test
    void aRosterOnAPoolOfRepeatableReadsFindsTheNewOwnerToo() throws Exception {
        assertThat(againstAConfirmation(5).get(60, SECONDS))
                .isInstanceOfSatisfying(
                        RosterOutcome.Synchronized.class,
                        done -> assertThat(done.report().lines(Moved.class)).isEmpty());
        assertThat(emails.users().withEmail(EmailAddress.parse(wanted(0)))).isPresent();
    }

    @Test
    void aRosterOnRepeatableReadsThatMayNotTryAgainIsUndoneByAnother() throws Exception {
        Future<RosterOutcome> running = againstAConfirmation(1);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> running.get(60, SECONDS))
                .havingCause()
                .isInstanceOfSatisfying(
                        UserStorageException.class,
                        failure -> assertThat(failure.sqlState()).contains("40001"));
    }

    /** A roster that gives a member an address which somebody else is confirming when it begins. */
    private Future<RosterOutcome> againstAConfirmation(int attempts) throws Exception {
        Rosters.aMember(emails, stored, "key0", "old0@northfield.example");
        EmailAddress address = EmailAddress.parse(wanted(0));
        UserId other = stored.aUser(confirmed("other0@mail.example").andPrimary(), entered(wanted(0)));
        PGSimpleDataSource strict = database.directDataSource();
        strict.setOptions("-c default_transaction_isolation=repeatable\\ read");

        Future<RosterOutcome> running;
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            PostgresUserEmails joined = PostgresUserEmails.joining(
                    DSL.using(connection, SQLDialect.POSTGRES).configuration());
            joined.users().update(other, (user, now) -> user.confirmEmail(address, now));
            running = threads.submit(() -> PostgresUserEmails.builder(strict)
                    .attempts(attempts)
                    .build()
                    .rosters()
                    .synchronize(
                            NORTHFIELD,
                            List.of(line("key0", wanted(0))),
                            RosterLimits.everybody().toBuilder().batchSize(1).build()));
            Waiting.untilBlocked(database, 1);
            connection.commit();
        }
        return running;
    }

    @Test
    void whoeverFinishesARosterNobodyFails() throws Exception {
        List<RosterLine> roster = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            stored.aUser(confirmed("p" + person + "@northfield.example").andPrimary());
            roster.add(line("key" + person, "p" + person + "@northfield.example"));
        }
        PostgresUserEmails failing = PostgresUserEmails.builder(pool)
                .listener((event, connection) -> {
                    throw new Rosters.Interruption();
                })
                .build();
        // A deadlock would not be repeated, but come out.
        PostgresUserEmails once = PostgresUserEmails.builder(pool).attempts(1).build();
        for (int round = 0; round < ROUNDS; round++) {
            stored.execute("update user_email_addresses set institution_managed = false, institution_id = null");
            assertThatExceptionOfType(Rosters.Interruption.class)
                    .isThrownBy(() -> failing.rosters()
                            .synchronize(
                                    NORTHFIELD,
                                    roster,
                                    RosterLimits.everybody().toBuilder()
                                            .batchSize(1)
                                            .build()));
            CyclicBarrier start = new CyclicBarrier(2);
            List<Future<Optional<RosterOutcome>>> running = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                running.add(threads.submit(() -> {
                    start.await(60, SECONDS);
                    return once.rosters().resume(NORTHFIELD.id(), PEOPLE);
                }));
            }
            List<RosterOutcome> outcomes = new ArrayList<>();
            for (Future<Optional<RosterOutcome>> each : running) {
                each.get(60, SECONDS).ifPresent(outcomes::add);
            }

            assertThat(outcomes)
                    .filteredOn(RosterOutcome.Synchronized.class::isInstance)
                    .hasSize(1);
            assertThat(outcomes)
                    .hasSizeLessThanOrEqualTo(2)
                    .allMatch(outcome -> outcome instanceof RosterOutcome.Synchronized
                            || outcome instanceof RosterOutcome.Superseded);
        }
    }

    @Test
    void ofTwoRostersAtOnceTheLaterCountsAndNeitherFails() throws Exception {
        List<RosterLine> all = new ArrayList<>();
        for (int person = 0; person < 40; person++) {
            stored.aUser(confirmed("p" + person + "@northfield.example").andPrimary());
            all.add(line("key" + person, "p" + person + "@northfield.example"));
        }
        for (int round = 0; round < ROUNDS; round++) {
            List<RosterLine> roster = round % 2 == 0 ? all : List.of();
            CyclicBarrier start = new CyclicBarrier(2);
            List<Future<RosterOutcome>> running = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                running.add(threads.submit(() -> {
                    start.await(60, SECONDS);
                    return emails.rosters()
                            .synchronize(
                                    NORTHFIELD,
                                    roster,
                                    RosterLimits.everybody().toBuilder()
                                            .batchSize(4)
                                            .build());
                }));
            }
            List<RosterOutcome> outcomes = new ArrayList<>();
            for (Future<RosterOutcome> each : running) {
                outcomes.add(each.get(60, SECONDS));
            }

            assertThat(outcomes).hasAtLeastOneElementOfType(RosterOutcome.Synchronized.class);
            assertThat(outcomes).noneMatch(RosterOutcome.TooManyReleases.class::isInstance);
            assertThat(database.query("select 1 from user_email_addresses where institution_managed"))
                    .hasSize(roster.size());
            // A released address is confirmed no more; the next round finds its people again.
            stored.execute("update user_email_addresses set confirmed = true where not confirmed");
        }
        assertThat(database.query("select 1 from user_email_rosters")).isEmpty();
    }

    private static void await(CyclicBarrier start) {
        try {
            start.await(60, SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String wanted(int person) {
        return "wanted" + person + "@northfield.example";
    }
}
