package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.RevocationReason;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserEmailEvent.Added;
import io.github.useremails.domain.UserEmailEvent.Erased;
import io.github.useremails.domain.UserEmailEvent.PrimaryChanged;
import io.github.useremails.domain.UserId;
import io.github.useremails.postgres.PostgresDatabase;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
    private JooqUsers users;

    @BeforeEach
    void connect() {
        stored.removeAll();
        stored.execute("truncate user_email_outbox");
        pool = Pool.over(database.asRole("useremails_app"));
        UsersSettings settings = UsersSettings.standard().withClock(() -> now);
        outbox = EventOutbox.over(pool, settings);
        users = JooqUsers.over(pool, settings.withListener(outbox));
    }

    @AfterEach
    void disconnect() {
        pool.close();
    }

    @Test
    void everyKindOfEventIsDeliveredAsItHappened() {
        List<UserEmailEvent> happened = new ArrayList<>();
        UsersSettings settings =
                UsersSettings.standard().withListener(outbox).withListener((event, connection) -> happened.add(event));
        JooqUsers listened = JooqUsers.over(pool, settings);

        UserId ann = listened.register(MAIL).id();
        listened.update(ann, (user, time) -> user.confirmEmail(MAIL, time));
        listened.update(ann, (user, time) -> user.claimForInstitution(SCHOOL, new InstitutionId(7), time));
        listened.update(ann, (user, time) -> user.makePrimary(SCHOOL));
        listened.update(ann, (user, time) -> user.releaseFromInstitution(SCHOOL));
        listened.update(ann, (user, time) -> user.removeEmail(SCHOOL));
        listened.confirmations().revoke(ann, MAIL, RevocationReason.BOUNCED);

        assertThat(deliverAll()).isEqualTo(happened).hasSizeGreaterThan(8);
    }

    @Test
    void whatIsRolledBackIsNeverDelivered() {
        stored.aUser(confirmed("ann@school.example").andPrimary());
        UserId other = stored.aUser(confirmed("bob@mail.example").andPrimary());

        try {
            users.update(other, (user, time) -> user.addEmail(SCHOOL, time).confirmEmail(SCHOOL, time));
        } catch (EmailAddressClaimedException refused) {
            assertThat(outbox.claim(10, MINUTE)).isEmpty();
        }
        assertThat(outbox.claim(10, MINUTE)).isEmpty();
    }

    @Test
    void onlyTheFirstMessageOfAUserIsGivenOut() {
        UserId ann = users.register(MAIL).id();

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
        users.register(MAIL);
        List<OutboxMessage> claimed = outbox.claim(10, MINUTE);

        now = now.plus(MINUTE);

        assertThat(outbox.claim(10, MINUTE)).isEqualTo(claimed);
    }

    @Test
    void anErasedPersonIsToldNothingButTheErasure() {
        UserId ann = users.register(MAIL).id();

        users.erase(ann);

        assertThat(deliverAll()).containsExactly(new Erased(ann));
    }

    @Test
    void theOwnerOfAnAddressThatSomebodyEnteredIsToldAfterTheCommit() {
        UserId ann = stored.aUser(StoredAddress.confirmed("ann@mail.example").andPrimary());
        UserId eve = stored.aUser(StoredAddress.confirmed("eve@mail.example").andPrimary());

        users.update(eve, (user, time) -> user.addEmail(MAIL, time));

        assertThat(deliverAll())
                .containsExactlyInAnyOrder(
                        new UserEmailEvent.Added(eve, MAIL), new UserEmailEvent.EnteredByAnother(ann, MAIL));
    }

    /** It is written without the owner's lock, so it may be committed later than what comes after it. */
    @Test
    void whatAnotherUserEnteredHasNoPlaceInTheOrderAndHoldsNothingBack() throws Exception {
        UserId ann = stored.aUser(StoredAddress.confirmed("ann@mail.example").andPrimary());
        UserId eve = stored.aUser(StoredAddress.confirmed("eve@mail.example").andPrimary());
        users.update(ann, (user, time) -> user.addEmail(SCHOOL, time));
        users.update(eve, (user, time) -> user.addEmail(MAIL, time));
        EmailAddress work = EmailAddress.parse("ann@work.example");
        users.update(ann, (user, time) -> user.addEmail(work, time));

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
            UserId user = users.register(EmailAddress.parse("user" + i + "@mail.example"))
                    .id();
            EmailAddress second = EmailAddress.parse("second" + i + "@mail.example");
            users.update(user, (before, time) -> before.addEmail(second, time).confirmEmail(second, time));
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
}
