package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.TooManyConfirmationsException;
import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationOutcome.Confirmed;
import io.github.useremails.domain.confirmation.ConfirmationOutcome.Refused;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tokens from many threads at once: what each was told, against what an independent connection reads. */
@Tag("slow")
class ConfirmationRaceTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final int THREADS = 8;
    private static final int ROUNDS = 40;
    private static final EmailAddress WANTED = EmailAddress.parse("wanted@school.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private HikariDataSource pool;
    private PostgresUserEmails emails;
    private EmailConfirmations confirmations;

    @BeforeEach
    void connect() {
        pool = Pool.over(database.dataSource());
        emails = PostgresUserEmails.over(pool);
        confirmations = emails.confirmations();
    }

    @AfterEach
    void disconnect() {
        threads.shutdownNow();
        pool.close();
    }

    /** The other one has confirmed and not committed when the late one looks, so that only the write tells. */
    @Test
    void whoIsLateInATransactionOfTheApplicationIsRefusedAndTheTransactionGoesOn() throws Exception {
        stored.removeAll();
        UserId late = aUserWhoWants(0);
        ConfirmationToken early =
                confirmations.request(aUserWhoWants(1), WANTED).token();
        ConfirmationToken tooLate = confirmations.request(late, WANTED).token();
        DSLContext jooq = DSL.using(pool, SQLDialect.POSTGRES);
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch confirmed = new CountDownLatch(1);

        Future<UserId> registered = threads.submit(() -> jooq.transactionResult(transaction -> {
            PostgresUserEmails joined = users(transaction);
            joined.users().update(late, (user, now) -> user);
            locked.countDown();
            assertThat(confirmed.await(60, SECONDS)).isTrue();
            assertThat(joined.confirmations().confirm(tooLate)).isEqualTo(new Refused());
            return joined.users()
                    .register(EmailAddress.parse("goes-on@mail.example"))
                    .id();
        }));
        assertThat(locked.await(60, SECONDS)).isTrue();
        jooq.transaction(transaction -> {
            assertThat(users(transaction).confirmations().confirm(early)).isInstanceOf(Confirmed.class);
            confirmed.countDown();
            Waiting.untilBlocked(database, 1);
        });

        assertThat(emails.users().find(registered.get(60, SECONDS))).isPresent();
        assertInvariants();
    }

    private static PostgresUserEmails users(Configuration transaction) {
        return PostgresUserEmails.joining(transaction);
    }

    @Test
    void oneTokenUsedManyTimesAtOnceConfirmsOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            stored.removeAll();
            ConfirmationToken token =
                    confirmations.request(aUserWhoWants(0), WANTED).token();

            List<ConfirmationOutcome> outcomes = together(thread -> confirmations.confirm(token));

            assertThat(outcomes.stream().filter(Confirmed.class::isInstance)).hasSize(1);
            assertInvariants();
        }
    }

    @Test
    void ofManyUsersWithATokenForOneAddressOneConfirmsIt() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            stored.removeAll();
            List<ConfirmationToken> tokens = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                tokens.add(confirmations.request(aUserWhoWants(thread), WANTED).token());
            }

            List<ConfirmationOutcome> outcomes = together(thread -> confirmations.confirm(tokens.get(thread)));

            List<UserId> owners = new ArrayList<>();
            for (ConfirmationOutcome outcome : outcomes) {
                if (outcome instanceof Confirmed confirmed) {
                    owners.add(confirmed.user().id());
                }
            }
            assertThat(owners).hasSize(1);
            assertThat(emails.users().withEmail(WANTED)).map(User::id).contains(owners.get(0));
            assertInvariants();
        }
    }

    @Test
    void confirmingAgainstRemovingLeavesNoTokenAndNoHalfWay() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            stored.removeAll();
            UserId ann = aUserWhoWants(0);
            ConfirmationToken token = confirmations.request(ann, WANTED).token();

            List<Boolean> confirmed = together(
                    thread -> thread % 2 == 0 ? confirmations.confirm(token) instanceof Confirmed : removed(ann));

            assertThat(confirmed).contains(true);
            assertThat(emails.users().withEmail(WANTED)).isEmpty();
            assertInvariants();
        }
    }

    @Test
    void requestsAtOnceDoNotGetPastTheCap() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            stored.removeAll();
            StoredAddress[] addresses = new StoredAddress[THREADS];
            for (int i = 0; i < THREADS; i++) {
                addresses[i] = entered("wanted" + i + "@school.example");
            }
            addresses[0] = addresses[0].andPrimary();
            UserId ann = stored.aUser(addresses);

            List<Boolean> given = together(thread -> given(ann, addresses[thread].address()));

            assertThat(given.stream().filter(was -> was)).hasSize(5);
            assertInvariants();
        }
    }

    private boolean given(UserId user, EmailAddress address) {
        try {
            confirmations.request(user, address);
            return true;
        } catch (TooManyConfirmationsException e) {
            return false;
        }
    }

    private boolean removed(UserId user) {
        try {
            emails.users().update(user, (current, now) -> current.removeEmail(WANTED));
            return true;
        } catch (UnknownEmailAddressException e) {
            return false;
        }
    }

    private UserId aUserWhoWants(int number) {
        return stored.aUser(confirmed("user" + number + "@mail.example").andPrimary(), entered(WANTED.value()));
    }

    private static void assertInvariants() throws Exception {
        assertThat(database.query("""
                        select e.normalized_email_address
                          from user_email_addresses e
                         where e.confirmed or e.institution_managed
                         group by e.normalized_email_address
                        having count(*) > 1
                        """)).as("two owners").isEmpty();
        assertThat(database.query("""
                        select e.user_id
                          from user_email_addresses e
                         group by e.user_id
                        having count(*) filter (where e.primary) <> 1
                        """)).as("not one primary").isEmpty();
        assertThat(database.query("""
                        select c.id
                          from user_email_confirmations c
                          left
                          join user_email_addresses e
                            on e.id = c.user_email_address_id
                         where e.confirmed is not false
                        """)).as("orphan tokens").isEmpty();
    }

    private <T> List<T> together(Work<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Callable<T>> all = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            all.add(() -> {
                start.await(60, SECONDS);
                return work.in(number);
            });
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : threads.invokeAll(all)) {
            results.add(one.get());
        }
        return results;
    }

    @FunctionalInterface
    private interface Work<T> {
        T in(int thread) throws Exception;
    }
}
