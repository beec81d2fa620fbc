package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.DuplicateEmailAddressException;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.PrimaryRequiredException;
import io.github.useremails.domain.TooManyEmailAddressesException;
import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import io.github.useremails.postgres.RoundTrips;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Two wishes that exclude each other, at the same moment: one is granted, the other refused by its rule. */
class AddressRaceTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final int ROUNDS = 40;
    private static final int MANY = 16;

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    private static final EmailAddress WORK = EmailAddress.parse("ann@work.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final ExecutorService threads = Executors.newFixedThreadPool(MANY);
    private HikariDataSource pool;
    private PostgresUserEmails emails;
    private UserId ann;

    @BeforeEach
    void connect() {
        stored.removeAll();
        pool = Pool.over(database.dataSource(), config -> config.setMaximumPoolSize(MANY));
        emails = PostgresUserEmails.builder(pool).attempts(20).build();
        ann = annWithThreeAddresses();
    }

    @AfterEach
    void disconnect() {
        threads.shutdownNow();
        pool.close();
    }

    @Test
    void ofSixteenThreadsThatAddOneAddressToAUserOneDoes() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EmailAddress address = EmailAddress.parse("new" + round + "@mail.example");

            List<Object> answers = atOnce(MANY, thread -> change(ann, (user, now) -> user.addEmail(address, now)));

            assertThat(answers).filteredOn(User.class::isInstance).hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> !(answer instanceof User))
                    .containsOnly(DuplicateEmailAddressException.class);
            emails.users().update(ann, (user, now) -> user.removeEmail(address));
        }
        assertInvariants();
    }

    @Test
    void sixteenUsersMayEnterOneAddressAtOnceAndNoneOwnsIt() throws Exception {
        List<UserId> strangers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            strangers.add(
                    stored.aUser(confirmed("stranger" + i + "@mail.example").andPrimary()));
        }
        for (int round = 0; round < 8; round++) {
            EmailAddress address = EmailAddress.parse("wanted" + round + "@mail.example");

            List<Object> answers =
                    atOnce(MANY, thread -> change(strangers.get(thread), (user, now) -> user.addEmail(address, now)));

            assertThat(answers).hasOnlyElementsOfType(User.class);
            assertThat(emails.users().withEmail(address)).isEmpty();
        }
        assertInvariants();
    }

    @Test
    void promotingAgainstRemovingKeepsAPrimaryThatIsThere() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            stored.removeAll();
            ann = annWithThreeAddresses();

            List<Object> answers = atOnce(
                    2,
                    thread -> change(
                            ann,
                            thread == 0
                                    ? (user, now) -> user.makePrimary(SCHOOL)
                                    : (user, now) -> user.removeEmail(SCHOOL)));

            User after = emails.users().find(ann).orElseThrow();
            boolean promoted = answers.get(0) instanceof User;
            assertThat(after.primaryEmail()).contains(promoted ? SCHOOL : MAIL);
            assertThat(answers.get(promoted ? 1 : 0))
                    .isEqualTo(promoted ? PrimaryRequiredException.class : UnknownEmailAddressException.class);
        }
        assertInvariants();
    }

    @Test
    void ofTwoPromotionsTheLaterOneStands() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            // By the times that they were given under the lock.
            SortedMap<Instant, EmailAddress> promoted = new ConcurrentSkipListMap<>();
            List<Object> answers = atOnce(2, thread -> {
                EmailAddress address = thread == 0 ? SCHOOL : WORK;
                AtomicReference<Instant> time = new AtomicReference<>();
                Object answer = change(ann, (user, now) -> {
                    time.set(now);
                    return user.makePrimary(address);
                });
                promoted.put(time.get(), address);
                return answer;
            });

            assertThat(answers).hasOnlyElementsOfType(User.class);
            assertThat(promoted).as("two times").hasSize(2);
            assertThat(emails.users().primaryEmail(ann)).contains(promoted.get(promoted.lastKey()));
            emails.users().update(ann, (user, now) -> user.makePrimary(MAIL));
        }
        assertInvariants();
    }

    @Test
    void anAddressThatIsClaimedForOneUserAndConfirmedByAnotherHasOneOwner() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EmailAddress address = EmailAddress.parse("wanted" + round + "@school.example");
            UserId bob = stored.aUser(confirmed("bob" + round + "@mail.example").andPrimary());
            UserId cid = stored.aUser(confirmed("cid" + round + "@mail.example").andPrimary());
            emails.users().update(bob, (user, now) -> user.addEmail(address, now));

            List<Object> answers = atOnce(
                    2,
                    thread -> thread == 0
                            ? change(bob, (user, now) -> user.confirmEmail(address, now))
                            : change(cid, (user, now) -> user.claimForInstitution(address, new InstitutionId(7), now)));

            assertThat(answers).filteredOn(User.class::isInstance).hasSize(1);
            UserId owner = answers.get(0) instanceof User ? bob : cid;
            assertThat(emails.users().withEmail(address)).map(User::id).contains(owner);
        }
        assertInvariants();
    }

    @Test
    void tenThousandAddsAreRefusedAtTheLimitAndEachIsTheSameWork() throws SQLException {
        PGSimpleDataSource counted = database.dataSource();
        RoundTrips roundTrips = RoundTrips.on(counted);
        int added = 0;
        try (Connection connection = counted.getConnection()) {
            PostgresUserEmails one = PostgresUserEmails.over(new SingleConnectionDataSource(connection, true));
            for (int i = 0; i < 10_000; i++) {
                EmailAddress address = EmailAddress.parse("new" + i + "@mail.example");
                try {
                    one.users().update(ann, (user, now) -> user.addEmail(address, now));
                    added++;
                } catch (TooManyEmailAddressesException e) {
                    assertThat(e).hasNoCause();
                }
            }
            EmailAddress last = EmailAddress.parse("last@mail.example");
            // Locked and read, and rolled back.
            assertThat(roundTrips.during(() -> {
                        try {
                            one.users().update(ann, (user, now) -> user.addEmail(last, now));
                        } catch (TooManyEmailAddressesException expected) {
                            assertThat(expected).hasNoCause();
                        }
                    }))
                    .isEqualTo(2);
        }

        assertThat(added).isEqualTo(10 - 3);
        assertThat(emails.users().find(ann).orElseThrow().emailAddresses()).hasSize(10);
    }

    private UserId annWithThreeAddresses() {
        return stored.aUser(confirmed(MAIL.value()).andPrimary(), confirmed(SCHOOL.value()), confirmed(WORK.value()));
    }

    /** The changed user, or the class of the refusal. */
    private Object change(UserId user, UserChange change) {
        try {
            return emails.users().update(user, change);
        } catch (UserEmailException refused) {
            return refused.getClass();
        }
    }

    private List<Object> atOnce(int count, IntFunction<Object> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        List<Future<Object>> running = new ArrayList<>();
        for (int thread = 0; thread < count; thread++) {
            int number = thread;
            running.add(threads.submit(() -> {
                start.await(60, SECONDS);
                return work.apply(number);
            }));
        }
        List<Object> answers = new ArrayList<>();
        for (Future<Object> each : running) {
            answers.add(each.get(60, SECONDS));
        }
        return answers;
    }

    private static void assertInvariants() throws SQLException {
        assertThat(database.query("select * from user_email_inconsistencies")).isEmpty();
    }
}
