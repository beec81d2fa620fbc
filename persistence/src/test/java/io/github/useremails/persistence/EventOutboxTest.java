package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserEmailEvent.Added;
import io.github.useremails.domain.UserEmailEvent.Erased;
import io.github.useremails.domain.UserEmailEvent.PrimaryChanged;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.domain.outbox.OutboxRetries;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import io.github.useremails.postgres.RoundTrips;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What was committed is delivered at least once, in the order of each user; what was rolled back never. */
class EventOutboxTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private HikariDataSource pool;
    private EventOutbox outbox;
    private PostgresUserEmails emails;

    @BeforeEach
    void connect() {
        stored.removeAll();
        stored.execute("truncate user_email_outbox");
        pool = Pool.over(database.asRole("useremails_app"));
        emails =
                PostgresUserEmails.builder(pool).clock(() -> now).recordEvents().build();
        outbox = emails.outbox();
    }

    @AfterEach
    void disconnect() {
        pool.close();
    }

    @Test
    void everyKindOfEventIsDeliveredAsItHappened() {
        List<UserEmailEvent> happened = new ArrayList<>();
        PostgresUserEmails listened = PostgresUserEmails.builder(pool)
                .listener((event, connection) -> happened.add(event))
                .recordEvents()
                .build();

        UserId ann = listened.users().register(MAIL).id();
        listened.users().update(ann, (user, time) -> user.confirmEmail(MAIL, time));
        listened.users().update(ann, (user, time) -> user.claimForInstitution(SCHOOL, new InstitutionId(7), time));
        listened.users().update(ann, (user, time) -> user.makePrimary(SCHOOL));
        listened.users().update(ann, (user, time) -> user.releaseFromInstitution(SCHOOL));
        listened.users().update(ann, (user, time) -> user.removeEmail(SCHOOL));
        listened.confirmations().revoke(ann, MAIL, RevocationReason.BOUNCED);

        assertThat(deliverAll()).isEqualTo(happened).hasSizeGreaterThan(8);
    }

    @Test
    void whatIsRolledBackIsNeverDelivered() {
        stored.aUser(confirmed("ann@school.example").andPrimary());
        UserId other = stored.aUser(confirmed("bob@mail.example").andPrimary());

        try {
            emails.users()
                    .update(other, (user, time) -> user.addEmail(SCHOOL, time).confirmEmail(SCHOOL, time));
        } catch (EmailAddressClaimedException refused) {
            assertThat(outbox.claim(10, MINUTE)).isEmpty();
        }
        assertThat(outbox.claim(10, MINUTE)).isEmpty();
    }

    @Test
    void onlyTheFirstMessageOfAUserIsGivenOut() {
        UserId ann = emails.users().register(MAIL).id();

        List<OutboxMessage> first = outbox.claim(10, MINUTE);

        assertThat(first).extracting(OutboxMessage::event).containsExactly(new Added(ann, MAIL));
        assertThat(outbox.claim(10, MINUTE)).isEmpty();
        outbox.acknowledge(first.get(0));
        outbox.acknowledge(first.get(0));
        assertThat(outbox.claim(10, MINUTE))
                .extracting(OutboxMessage::event)
                .containsExactly(new PrimaryChanged(ann, Optional.empty(), Optional.of(MAIL)));
    }

    @Test
    void aMessageOfAProcessThatDiedIsGivenOutAgain() {
        emails.users().register(MAIL);
        List<OutboxMessage> claimed = outbox.claim(10, MINUTE);

        endAllPauses();

        assertThat(outbox.claim(10, MINUTE))
                .isEqualTo(claimed.stream().map(EventOutboxTest::nextAttempt).toList());
    }

    /** The host of the process may be minutes ahead of the others. */
    @Test
    void aLeaseIsMeasuredByTheClockOfTheDatabase() {
        emails.users().register(MAIL);
        assertThat(outbox.claim(10, MINUTE)).hasSize(1);

        now = now.plus(Duration.ofDays(400));

        assertThat(outbox.claim(10, MINUTE)).isEmpty();
        assertThat(left("claimed_until between now() and now() + interval '1 minute'"))
                .isEqualTo(1);
    }

    @Test
    void manyMessagesAreAcknowledgedInOneRoundTrip() throws SQLException {
        for (int i = 0; i < 5; i++) {
            emails.users().register(EmailAddress.parse("user" + i + "@mail.example"));
        }
        PGSimpleDataSource counted = database.dataSource();
        RoundTrips roundTrips = RoundTrips.on(counted);
        try (Connection connection = counted.getConnection()) {
            EventOutbox one = PostgresUserEmails.builder(new SingleConnectionDataSource(connection, true))
                    .recordEvents()
                    .build()
                    .outbox();
            List<OutboxMessage> claimed = one.claim(5, MINUTE);

            assertThat(roundTrips.during(() -> one.acknowledge(claimed))).isEqualTo(1);

            assertThat(claimed).hasSize(5);
            assertThat(left("true")).isEqualTo(5);
            assertThat(roundTrips.during(() -> one.acknowledge(List.of()))).isZero();
        }
    }

    @Test
    void aMessageThatFailsRestsLongerEachTimeAndIsSetApartAtTheEnd() {
        UserId ann = emails.users().register(MAIL).id();
        EventOutbox patient = retrying(3);

        for (int attempt = 1; attempt < 3; attempt++) {
            OutboxMessage message = onlyOne(patient.claim(10, MINUTE));
            assertThat(message.attempt()).isEqualTo(attempt);
            patient.retryLater(message);
            assertThat(patient.claim(10, MINUTE)).as("it holds back its user").isEmpty();
            assertThat(left("claimed_until > now() + interval '" + attempt + " minute' - interval '5 seconds'"))
                    .isEqualTo(1);
            assertThat(left("claimed_until > now() + interval '" + attempt + " minute' + interval '5 seconds'"))
                    .isZero();
            endAllPauses();
        }
        OutboxMessage last = onlyOne(patient.claim(10, MINUTE));
        patient.retryLater(last);

        assertThat(patient.suspended(10)).containsExactly(last);
        assertThat(patient.claim(10, MINUTE))
                .as("it holds back nothing any more")
                .extracting(OutboxMessage::event)
                .containsExactly(new PrimaryChanged(ann, Optional.empty(), Optional.of(MAIL)));
        endAllPauses();
        assertThat(patient.claim(10, MINUTE)).doesNotContain(last);
    }

    @Test
    void aMessageThatWasSetApartCanBeReleasedOrGivenUp() {
        EventOutbox impatient = retrying(1);
        UserId ann = emails.users().register(MAIL).id();
        impatient.retryLater(onlyOne(impatient.claim(10, MINUTE)));
        impatient.retryLater(onlyOne(impatient.claim(10, MINUTE)));
        List<OutboxMessage> suspended = impatient.suspended(10);
        assertThat(suspended).hasSize(2);
        assertThat(impatient.suspended(1)).containsExactly(suspended.get(0));

        assertThat(impatient.release(suspended.get(0))).isTrue();
        assertThat(impatient.release(suspended.get(0))).isFalse();
        impatient.acknowledge(suspended.get(1));

        assertThat(impatient.suspended(10)).isEmpty();
        OutboxMessage again = onlyOne(impatient.claim(10, MINUTE));
        assertThat(again).isEqualTo(new OutboxMessage(suspended.get(0).id(), 1, new Added(ann, MAIL)));
        assertThat(left("true")).isEqualTo(1);
    }

    /** Whoever tries does not live to report it: the message may be what kills the process. */
    @Test
    void aMessageThatIsNeverReportedIsSetApartToo() {
        emails.users().register(MAIL);
        EventOutbox impatient = retrying(2);
        OutboxMessage first = onlyOne(impatient.claim(10, MINUTE));
        endAllPauses();
        assertThat(impatient.claim(10, MINUTE)).containsExactly(nextAttempt(first));
        endAllPauses();

        assertThat(impatient.claim(10, MINUTE)).isEmpty();

        assertThat(impatient.suspended(10)).containsExactly(nextAttempt(first));
        assertThat(impatient.claim(10, MINUTE)).hasSize(1);
    }

    @Test
    void aLateReportDoesNotDisturbTheNextAttempt() {
        emails.users().register(MAIL);
        OutboxMessage first = onlyOne(outbox.claim(10, MINUTE));
        endAllPauses();
        outbox.claim(10, Duration.ofHours(1));

        outbox.retryLater(first);

        assertThat(left("claimed_until > now() + interval '50 minutes'")).isEqualTo(1);
    }

    /** Written by a newer version, of which some processes may run already. */
    @Test
    void aMessageOfAnUnknownKindStaysForANewerVersionAndHoldsBackItsUserOnly() {
        stored.execute("""
                alter table user_email_outbox drop constraint user_email_outbox_kind_is_known;
                insert into user_email_outbox (user_id, kind) values (-1, 'from_the_future');
                insert into user_email_outbox (user_id, kind) values (-1, 'erased')
                """);
        try {
            UserId ann = emails.users().register(MAIL).id();

            assertThat(deliverAll())
                    .containsExactly(
                            new Added(ann, MAIL), new PrimaryChanged(ann, Optional.empty(), Optional.of(MAIL)));
            assertThat(left("user_id = -1 and attempts = 0")).isEqualTo(2);
        } finally {
            stored.execute("""
                    truncate user_email_outbox;
                    alter table user_email_outbox
                      add constraint user_email_outbox_kind_is_known
                          check (kind in ('added', 'confirmed', 'confirmation_lost', 'claimed_for_institution',
                                          'released_from_institution', 'primary_changed', 'removed',
                                          'entered_by_another', 'erased'))
                    """);
        }
    }

    @Test
    void aUserWithManyMessagesInFrontHidesNobodyElse() {
        stored.execute("""
                insert into user_email_outbox (user_id, kind) select 5, 'erased' from generate_series(1, 2000);
                insert into user_email_outbox (user_id, kind) select i, 'erased' from generate_series(1, 9) as i;
                insert into user_email_outbox (user_id, kind, email_address)
                select 5, 'entered_by_another', 'ann@mail.example' from generate_series(1, 3)
                """);

        List<OutboxMessage> claimed = outbox.claim(100, MINUTE);

        assertThat(claimed)
                .extracting(message -> message.event().user().value())
                .containsOnly(LongStream.rangeClosed(1, 9).boxed().toArray(Long[]::new));
        assertThat(claimed).hasSize(9 + 3).doesNotHaveDuplicates();
        assertThat(outbox.claim(100, MINUTE)).isEmpty();
        outbox.acknowledge(claimed);
        assertThat(outbox.claim(100, MINUTE))
                .extracting(message -> message.event().user().value())
                .containsExactly(5L);
    }

    @Test
    void ofSeveralUsersBehindOneSomeAreClaimedUpToTheLimit() {
        stored.execute("""
                insert into user_email_outbox (user_id, kind) select 5, 'erased' from generate_series(1, 2000);
                insert into user_email_outbox (user_id, kind) select i, 'erased' from generate_series(6, 20) as i
                """);

        assertThat(outbox.claim(4, MINUTE)).hasSize(4);
        assertThat(outbox.claim(100, MINUTE)).hasSize(16 - 4);
    }

    @Test
    void anErasedPersonIsToldNothingButTheErasure() {
        UserId ann = emails.users().register(MAIL).id();

        emails.users().erase(ann);

        assertThat(deliverAll()).containsExactly(new Erased(ann));
    }

    @Test
    void theOwnerOfAnAddressThatSomebodyEnteredIsToldAfterTheCommit() {
        UserId ann = stored.aUser(StoredAddress.confirmed("ann@mail.example").andPrimary());
        UserId eve = stored.aUser(StoredAddress.confirmed("eve@mail.example").andPrimary());

        emails.users().update(eve, (user, time) -> user.addEmail(MAIL, time));

        assertThat(deliverAll())
                .containsExactlyInAnyOrder(
                        new UserEmailEvent.Added(eve, MAIL), new UserEmailEvent.EnteredByAnother(ann, MAIL));
    }

    /** It is written without the owner's lock, so it may be committed later than what comes after it. */
    @Test
    void whatAnotherUserEnteredHasNoPlaceInTheOrderAndHoldsNothingBack() throws Exception {
        UserId ann = stored.aUser(StoredAddress.confirmed("ann@mail.example").andPrimary());
        UserId eve = stored.aUser(StoredAddress.confirmed("eve@mail.example").andPrimary());
        emails.users().update(ann, (user, time) -> user.addEmail(SCHOOL, time));
        emails.users().update(eve, (user, time) -> user.addEmail(MAIL, time));
        EmailAddress work = EmailAddress.parse("ann@work.example");
        emails.users().update(ann, (user, time) -> user.addEmail(work, time));

        List<OutboxMessage> first = outbox.claim(10, MINUTE);
        assertThat(first)
                .extracting(OutboxMessage::event)
                .containsExactly(
                        new UserEmailEvent.Added(ann, SCHOOL),
                        new UserEmailEvent.Added(eve, MAIL),
                        new UserEmailEvent.EnteredByAnother(ann, MAIL));
        outbox.acknowledge(first.get(0));

        assertThat(outbox.claim(10, MINUTE))
                .extracting(OutboxMessage::event)
                .containsExactly(new UserEmailEvent.Added(ann, work));
    }

    @Test
    void manyProcessesDeliverEachMessageOnceAndInOrder() throws Exception {
        int count = 40;
        for (int i = 0; i < count; i++) {
            UserId user = emails.users()
                    .register(EmailAddress.parse("user" + i + "@mail.example"))
                    .id();
            EmailAddress second = EmailAddress.parse("second" + i + "@mail.example");
            emails.users()
                    .update(
                            user,
                            (before, time) -> before.addEmail(second, time).confirmEmail(second, time));
        }
        Map<UserId, List<Long>> delivered = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(() -> {
                    deliverInto(delivered);
                    return null;
                });
            }
            for (Future<Void> one : threads.invokeAll(all)) {
                one.get(60, SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        deliverInto(delivered);
        assertThat(delivered).hasSize(count);
        assertThat(delivered.values())
                .allSatisfy(ids -> assertThat(ids).hasSize(4).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> outbox.claim(0, MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> outbox.claim(1_001, MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> outbox.claim(1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> outbox.suspended(0));
    }

    private void endAllPauses() {
        stored.execute("update user_email_outbox set claimed_until = now() where claimed_until > now()");
    }

    private static long left(String condition) {
        try {
            return Long.parseLong(database.query("select count(*) from user_email_outbox where " + condition)
                    .get(0)
                    .get(0));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OutboxMessage onlyOne(List<OutboxMessage> messages) {
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private static OutboxMessage nextAttempt(OutboxMessage message) {
        return new OutboxMessage(message.id(), message.attempt() + 1, message.event());
    }

    private List<UserEmailEvent> deliverAll() {
        List<UserEmailEvent> delivered = new ArrayList<>();
        for (List<OutboxMessage> claimed = outbox.claim(10, MINUTE);
                !claimed.isEmpty();
                claimed = outbox.claim(10, MINUTE)) {
            claimed.forEach(message -> {
                delivered.add(message.event());
                outbox.acknowledge(message);
            });
        }
        return delivered;
    }

    private void deliverInto(Map<UserId, List<Long>> delivered) {
        for (List<OutboxMessage> claimed = outbox.claim(3, MINUTE);
                !claimed.isEmpty();
                claimed = outbox.claim(3, MINUTE)) {
            for (OutboxMessage message : claimed) {
                delivered
                        .computeIfAbsent(
                                message.event().user(), user -> Collections.synchronizedList(new ArrayList<>()))
                        .add(message.id());
                outbox.acknowledge(message);
            }
        }
    }

    private EventOutbox retrying(int attempts) {
        OutboxRetries retries =
                OutboxRetries.builder().attempts(attempts).firstPause(MINUTE).build();
        return PostgresUserEmails.builder(pool).recordEvents(retries).build().outbox();
    }
}
