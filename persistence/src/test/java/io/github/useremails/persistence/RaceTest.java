package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.EmailAddressLimits;
import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many threads at once, held against a journal of what each was told. */
class RaceTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final int THREADS = 8;
    private static final int ROUNDS = 40;

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private HikariDataSource pool;
    private Users users;

    @BeforeEach
    void connect() {
        stored.removeAll();
        pool = Pool.over(database.dataSource());
        users = PostgresUserEmails.builder(pool)
                .limits(EmailAddressLimits.builder().addresses(1_000).build())
                .build()
                .users();
    }

    @AfterEach
    void disconnect() {
        threads.shutdownNow();
        pool.close();
    }

    @Test
    void ofManyUsersWhoConfirmAnAddressAtOnceOneGetsIt() throws Exception {
        Map<EmailAddress, UserId> acknowledged = new ConcurrentHashMap<>();
        AtomicInteger refused = new AtomicInteger();
        List<UserId> contenders = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            contenders.add(stored.aUser(wanted()));
        }
        CyclicBarrier start = new CyclicBarrier(THREADS);

        inAllThreads(thread -> {
            UserId contender = contenders.get(thread);
            for (int round = 0; round < ROUNDS; round++) {
                EmailAddress address = wanted(round);
                start.await(60, SECONDS);
                try {
                    users.update(contender, (user, now) -> user.confirmEmail(address, now));
                    assertThat(acknowledged.put(address, contender)).isNull();
                } catch (EmailAddressClaimedException | UnknownEmailAddressException e) {
                    // The owner's confirmation takes the address from those who merely entered it.
                    refused.incrementAndGet();
                }
            }
            return null;
        });

        assertThat(acknowledged).hasSize(ROUNDS);
        assertThat(refused).hasValue(ROUNDS * (THREADS - 1));
        acknowledged.forEach((address, owner) ->
                assertThat(users.withEmail(address)).map(User::id).contains(owner));
    }

    @Test
    void changesOfOneUserByManyThreadsAreAllKept() throws Exception {
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary());
        Set<EmailAddress> acknowledged = ConcurrentHashMap.newKeySet();

        inAllThreads(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                EmailAddress address = EmailAddress.parse("ann+" + thread + "." + round + "@mail.example");
                users.update(
                        ann,
                        (user, now) -> user.addEmail(address, now)
                                .confirmEmail(address, now)
                                .makePrimary(address));
                acknowledged.add(address);
            }
            return null;
        });

        User afterwards = users.find(ann).orElseThrow();
        assertThat(acknowledged).hasSize(THREADS * ROUNDS);
        assertThat(afterwards.emailAddresses())
                .extracting(UserEmailAddress::address)
                .containsAll(acknowledged)
                .hasSize(THREADS * ROUNDS + 1);
        assertThat(afterwards.primaryEmail()).isPresent();
    }

    @Test
    void usersWhoAreMergedBothWaysAtOnceLoseNothing() throws Exception {
        List<UserId> both = List.of(
                stored.aUser(confirmed("ann@mail.example").andPrimary(), confirmed("ann@school.example")),
                stored.aUser(confirmed("ann@work.example").andPrimary(), entered("ann@typo.example")));

        inAllThreads(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                users.merge(both.get(thread % 2), both.get(1 - thread % 2));
            }
            return null;
        });

        assertThat(users.findAll(both).values())
                .extracting(user -> user.emailAddresses().size())
                .containsExactlyInAnyOrder(0, 4);
        assertThat(users.primaryEmails(both)).hasSize(1);
    }

    @Test
    void readersNeverSeeAUserWithoutAPrimary() throws Exception {
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), confirmed("ann@school.example"));
        EmailAddress mail = EmailAddress.parse("ann@mail.example");
        EmailAddress school = EmailAddress.parse("ann@school.example");

        inAllThreads(thread -> {
            for (int round = 0; round < ROUNDS * 5; round++) {
                if (thread < 2) {
                    EmailAddress next = (round + thread) % 2 == 0 ? mail : school;
                    users.update(ann, (user, now) -> user.makePrimary(next));
                } else {
                    assertThat(users.find(ann).flatMap(User::primaryEmail)).isPresent();
                    assertThat(users.primaryEmail(ann)).isPresent();
                    assertThat(users.primaryEmails(List.of(ann))).hasSize(1);
                    assertThat(users.firstPage(1).get(0).primaryEmail()).isPresent();
                }
            }
            return null;
        });
    }

    @Test
    void registrationsAtOnceAreAllKept() throws Exception {
        EmailAddress address = EmailAddress.parse("ann@mail.example");
        Set<UserId> acknowledged = ConcurrentHashMap.newKeySet();

        inAllThreads(thread -> {
            for (int round = 0; round < ROUNDS; round++) {
                acknowledged.add(users.register(address).id());
            }
            return null;
        });

        assertThat(acknowledged).hasSize(THREADS * ROUNDS);
        assertThat(users.findAll(acknowledged)).hasSize(THREADS * ROUNDS);
        assertThat(users.withEmail(address)).isEmpty();
    }

    private static StoredAddress[] wanted() {
        StoredAddress[] addresses = new StoredAddress[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            addresses[round] = entered(wanted(round).value());
        }
        addresses[0] = addresses[0].andPrimary();
        return addresses;
    }

    private static EmailAddress wanted(int round) {
        return EmailAddress.parse("wanted" + round + "@school.example");
    }

    private void inAllThreads(Work work) throws Exception {
        List<Callable<Void>> all = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            all.add(() -> work.in(number));
        }
        for (Future<Void> one : threads.invokeAll(all)) {
            one.get();
        }
    }

    @FunctionalInterface
    private interface Work {
        Void in(int thread) throws Exception;
    }
}
