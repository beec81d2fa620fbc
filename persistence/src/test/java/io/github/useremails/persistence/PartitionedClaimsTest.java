package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.EmailAddressLimits;
import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.UserId;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where no index sees all addresses, a table of claims keeps each to one owner. */
class PartitionedClaimsTest {

    @RegisterExtension
    static final PostgresDatabase database = Partitioned.inPublicSchema();

    private static final int THREADS = 8;
    private static final int ROUNDS = 30;

    /** A scan of a part that was really made, as EXPLAIN writes it. */
    private static final Pattern SCAN = Pattern.compile("(?:Scan|Scan using \\S+) on (user_email_\\w+_\\d)\\b.*");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private HikariDataSource pool;
    private JooqUsers users;

    @BeforeEach
    void connect() {
        stored.removeAll();
        pool = Pool.over(database.dataSource());
        users = JooqUsers.over(
                pool,
                UsersSettings.standard()
                        .withLimits(new EmailAddressLimits(1_000, 5, Duration.ofHours(24), Duration.ofDays(3))));
    }

    @AfterEach
    void disconnect() {
        threads.shutdownNow();
        pool.close();
    }

    @Test
    void ofUsersInDifferentPartsWhoConfirmAnAddressAtOnceOneGetsIt() throws Exception {
        Map<EmailAddress, UserId> acknowledged = new ConcurrentHashMap<>();
        AtomicInteger refused = new AtomicInteger();
        List<UserId> contenders = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            contenders.add(aUserWhoEnteredAll(thread));
        }
        CyclicBarrier start = new CyclicBarrier(THREADS);

        List<Future<?>> running = new ArrayList<>();
        for (UserId contender : contenders) {
            running.add(threads.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    EmailAddress address = wanted(round);
                    start.await(60, SECONDS);
                    try {
                        users.update(contender, (user, now) -> user.confirmEmail(address, now));
                        assertThat(acknowledged.put(address, contender)).isNull();
                    } catch (EmailAddressClaimedException | UnknownEmailAddressException e) {
                        refused.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get(120, SECONDS);
        }

        assertThat(database.query("select distinct tableoid from user_email_addresses"))
                .as("parts in use")
                .hasSizeGreaterThan(1);
        assertThat(acknowledged).hasSize(ROUNDS);
        assertThat(refused).hasValue(ROUNDS * (THREADS - 1));
        acknowledged.forEach((address, owner) ->
                assertThat(users.withEmail(address).orElseThrow().id()).isEqualTo(owner));
        assertThatClaimsAreWhatTheAddressesSay();
    }

    @Test
    void plainSqlIsHeldToItToo() throws SQLException {
        stored.aUser(confirmed("ann@mail.example").andPrimary());
        UserId bob = stored.aUser(confirmed("bob@mail.example").andPrimary(), entered("ann@mail.example"));

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> database.execute(
                        "update user_email_addresses as e set confirmed = true where e.user_id = " + bob.value()))
                .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("23505"))
                .withMessageNotContaining("@");
        assertThatClaimsAreWhatTheAddressesSay();
    }

    @Test
    void aClaimGoesWithTheAddressTheUserAndTheConfirmation() throws SQLException {
        UserId ann = stored.aUser(
                confirmed("ann@mail.example").andPrimary(),
                confirmed("ann@school.example"),
                confirmed("ann@a.example"));
        UserId bob = stored.aUser(confirmed("bob@mail.example").andPrimary());

        database.execute("delete from user_email_addresses as e where e.email_address = 'ann@school.example'");
        database.execute(
                "update user_email_addresses as e set confirmed = false where e.email_address = 'ann@a.example'");
        assertThatClaimsAreWhatTheAddressesSay();
        assertThat(claims()).isEqualTo(2);

        users.merge(bob, ann);
        assertThatClaimsAreWhatTheAddressesSay();
        assertThat(users.withEmail("bob@mail.example").orElseThrow().id()).isEqualTo(ann);

        database.execute("delete from users as u where u.id = " + ann.value());
        assertThat(claims()).isZero();
    }

    @Test
    void aLookupByAddressReadsOnePartOfTheClaimsAndOneOfTheAddresses() throws SQLException {
        load();

        List<String> parts = partsRead(Partitioned.trial("lookup.sql").replace("?", "'user77@mail.example'"));

        assertThat(parts).hasSize(2);
        assertThat(parts.get(0)).startsWith("user_email_claims_");
        assertThat(parts.get(1)).startsWith("user_email_addresses_");
    }

    @Test
    void theLookupWithoutClaimsReadsEveryPartOfTheAddresses() throws SQLException {
        load();

        assertThat(partsRead("select w.user_id from user_with_email('user77@mail.example') w"))
                .hasSize(4);
    }

    private static void load() throws SQLException {
        database.execute("insert into users (id) overriding system value select generate_series(1000001, 1004000)");
        database.execute("insert into user_email_addresses as e"
                + " (user_id, email_address, normalized_email_address, \"primary\", confirmed)"
                + " select 1000000 + i, a.address, a.address, true, true"
                + " from generate_series(1, 4000) as i"
                + " cross join lateral (values ('user' || i || '@mail.example')) as a (address)");
        database.execute("analyze user_email_addresses; analyze user_email_claims");
    }

    private static List<String> partsRead(String query) throws SQLException {
        return database.query("explain (analyze, costs off, timing off, summary off) " + query).stream()
                .map(row -> String.valueOf(row.get(0)))
                .filter(line -> !line.contains("never executed"))
                .flatMap(line -> SCAN.matcher(line).results().map(match -> match.group(1)))
                .toList();
    }

    private UserId aUserWhoEnteredAll(int number) {
        StoredAddress[] addresses = new StoredAddress[ROUNDS + 1];
        addresses[ROUNDS] = confirmed("contender" + number + "@mail.example").andPrimary();
        for (int round = 0; round < ROUNDS; round++) {
            addresses[round] = entered(wanted(round).value());
        }
        return stored.aUser(addresses);
    }

    private static EmailAddress wanted(int round) {
        return EmailAddress.parse("wanted" + round + "@mail.example");
    }

    private static long claims() throws SQLException {
        return Long.parseLong(String.valueOf(
                database.query("select count(*) from user_email_claims").get(0).get(0)));
    }

    private static void assertThatClaimsAreWhatTheAddressesSay() throws SQLException {
        String claimed = "select e.normalized_email_address, e.user_id from user_email_addresses e"
                + " where e.confirmed or e.institution_managed";
        String claims = "select c.normalized_email_address, c.user_id from user_email_claims c";
        assertThat(database.query(claimed + " except " + claims)).isEmpty();
        assertThat(database.query(claims + " except " + claimed)).isEmpty();
    }
}
