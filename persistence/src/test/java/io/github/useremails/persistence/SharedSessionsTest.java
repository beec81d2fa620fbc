package io.github.useremails.persistence;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.EmailAddressLimits;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.PgBouncer;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Behind PgBouncer in transaction mode a session is many clients', one transaction after the other. */
class SharedSessionsTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final int CLIENTS = 24;
    private static final int SESSIONS = 3;
    private static final int ROUNDS = 12;

    private static final EmailAddressLimits MANY_ADDRESSES =
            EmailAddressLimits.builder().addresses(1_000).build();

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@northfield.example");
    private static final EmailAddress NEW = EmailAddress.parse("ann@new.example");

    /** What a session can keep from one transaction to the next. */
    private static final String KEPT = """
            select 'setting ' || s.name || ' = ' || s.setting
              from pg_settings s
             where s.source = 'session'
             union all
            select 'prepared statement ' || p.name
              from pg_prepared_statements p
             union all
            select 'cursor ' || c.name
              from pg_cursors c
             where c.is_holdable
             union all
            select 'temporary table ' || c.relname
              from pg_class c
             where c.relnamespace = pg_my_temp_schema()
             union all
            select 'advisory lock'
              from pg_locks l
             where l.pid = pg_backend_pid()
               and l.locktype = 'advisory'
             union all
            select 'channel ' || c
              from pg_listening_channels() as c
             union all
            select 'reason of a change'
             where current_setting('useremails.change_reason', true) <> ''
             order by 1
            """;

    private final StoredUsers stored = new StoredUsers(database::directDataSource, UsersTable.standard());
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

    @BeforeEach
    void startWithoutUsers() {
        assumeTrue(PgBouncer.isInstalled(), "there is no pgbouncer on the path");
        stored.removeAll();
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void manyClientsOnFewSessionsGetWhatTheyAskedFor() throws Exception {
        Map<EmailAddress, UserId> owners = new ConcurrentHashMap<>();
        Map<UserId, EmailAddress> primaries = new ConcurrentHashMap<>();
        Map<Integer, Set<Integer>> sessionsOfClient = new ConcurrentHashMap<>();
        CyclicBarrier start = new CyclicBarrier(CLIENTS);
        try (PgBouncer bouncer = PgBouncer.before(Databases.shared().server(), SESSIONS)) {
            inAllThreads(client -> {
                try (Connection connection = bouncer.dataSource(database.name()).getConnection()) {
                    PostgresUserEmails emails = PostgresUserEmails.builder(
                                    new SingleConnectionDataSource(connection, true))
                            .limits(MANY_ADDRESSES)
                            .build();
                    start.await(60, SECONDS);
                    UserId user = emails.users().register(own(client, 0)).id();
                    for (int round = 1; round <= ROUNDS; round++) {
                        EmailAddress mine = own(client, round);
                        emails.users()
                                .update(
                                        user,
                                        (before, now) -> before.addEmail(mine, now)
                                                .confirmEmail(mine, now)
                                                .makePrimary(mine));
                        primaries.put(user, mine);
                        owners.put(mine, user);
                        EmailAddress wanted = EmailAddress.parse("wanted" + round + "@mail.example");
                        if (claims(emails, user, wanted)) {
                            assertThat(owners.put(wanted, user)).isNull();
                        }
                        assertThat(emails.users().primaryEmail(user)).contains(mine);
                        sessionsOfClient
                                .computeIfAbsent(client, any -> ConcurrentHashMap.newKeySet())
                                .add(session(connection));
                    }
                }
            });
        }

        PostgresUserEmails emails = PostgresUserEmails.over(database.directDataSource());
        assertThat(owners).hasSize(ROUNDS * (CLIENTS + 1));
        owners.forEach((address, owner) ->
                assertThat(emails.users().withEmail(address)).map(User::id).contains(owner));
        primaries.forEach(
                (user, primary) -> assertThat(emails.users().primaryEmail(user)).contains(primary));
        assertThat(sessionsOfClient.values().stream().flatMap(Set::stream).distinct())
                .hasSizeLessThanOrEqualTo(SESSIONS);
        assertThat(sessionsOfClient.values()).anyMatch(sessions -> sessions.size() > 1);
    }

    @Test
    void noCallLeavesAnythingInTheSession() throws Exception {
        try (PgBouncer bouncer = PgBouncer.before(Databases.shared().server(), 1);
                Connection client = bouncer.dataSource(database.name()).getConnection();
                Connection next = bouncer.dataSource(database.name()).getConnection()) {
            List<String> before = kept(next);
            SingleConnectionDataSource dataSource = new SingleConnectionDataSource(client, true);
            PostgresUserEmails emails =
                    PostgresUserEmails.builder(dataSource).recordEvents().build();
            UserId ann = emails.users().register(MAIL).id();
            UserId bob = emails.users()
                    .register(EmailAddress.parse("bob@mail.example"))
                    .id();

            for (Runnable call : calls(emails, ann, bob)) {
                call.run();
                assertThat(session(client)).isEqualTo(session(next));
                assertThat(kept(next)).isEqualTo(before);
            }
            DSL.using(dataSource, SQLDialect.POSTGRES)
                    .transaction(transaction -> PostgresUserEmails.joining(transaction)
                            .confirmations()
                            .revoke(ann, NEW, RevocationReason.BOUNCED));
            EventOutbox outbox = emails.outbox();
            outbox.claim(10, Duration.ofMinutes(1)).forEach(outbox::acknowledge);
            emails.upkeep().expireHistory(Duration.ofDays(400), 10);
            emails.upkeep().findInconsistencies();
            emails.users().erase(ann);

            assertThat(kept(next)).isEqualTo(before);
        }
    }

    /** So that the test above is one that can fail. */
    @Test
    void whatOneClientLeavesInTheSessionTheNextOneMeets() throws Exception {
        try (PgBouncer bouncer = PgBouncer.before(Databases.shared().server(), 1);
                Connection client = bouncer.dataSource(database.name()).getConnection();
                Connection next = bouncer.dataSource(database.name()).getConnection()) {
            List<String> before = kept(next);
            try (java.sql.Statement statement = client.createStatement()) {
                statement.execute("set search_path = pg_catalog");
                statement.execute("set useremails.change_reason = 'bounced'");
                statement.execute("select pg_advisory_lock(1)");
                statement.execute("create temporary table leftover (id bigint)");
                statement.execute("prepare leftover as select 1");
                statement.execute("listen leftover");
            }

            assertThat(kept(next))
                    .containsAll(before)
                    .contains(
                            "setting search_path = pg_catalog",
                            "reason of a change",
                            "advisory lock",
                            "temporary table leftover",
                            "prepared statement leftover",
                            "channel leftover");
        }
    }

    private static List<Runnable> calls(PostgresUserEmails emails, UserId ann, UserId bob) {
        return List.of(
                () -> emails.users().withEmail(MAIL),
                () -> emails.users().withEmails(List.of(MAIL, SCHOOL)),
                () -> emails.users().findAll(List.of(ann)),
                () -> emails.users().primaryEmails(List.of(ann)),
                () -> emails.users().firstPage(10),
                () -> emails.users().update(ann, (user, now) -> user.addEmail(SCHOOL, now)),
                () -> emails.confirmations()
                        .confirm(emails.confirmations().request(ann, SCHOOL).token()),
                () -> emails.confirmations().revoke(ann, SCHOOL, RevocationReason.BOUNCED),
                () -> emails.upkeep().removeUnconfirmed(10),
                () -> emails.rosters()
                        .synchronize(
                                Rosters.NORTHFIELD,
                                List.of(Rosters.line("1", SCHOOL.value())),
                                RosterLimits.everybody().toBuilder()
                                        .batchSize(1)
                                        .build()),
                () -> emails.users().merge(bob, ann),
                () -> emails.users()
                        .update(ann, (user, now) -> user.addEmail(NEW, now).confirmEmail(NEW, now)));
    }

    private static boolean claims(PostgresUserEmails emails, UserId user, EmailAddress address) {
        try {
            emails.users()
                    .update(user, (before, now) -> before.addEmail(address, now).confirmEmail(address, now));
            return true;
        } catch (EmailAddressClaimedException e) {
            return false;
        }
    }

    private static EmailAddress own(int client, int round) {
        return EmailAddress.parse("client" + client + "." + round + "@mail.example");
    }

    private static int session(Connection connection) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet id = statement.executeQuery("select pg_backend_pid()")) {
            id.next();
            return id.getInt(1);
        }
    }

    private static List<String> kept(Connection connection) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(KEPT)) {
            List<String> kept = new ArrayList<>();
            while (rows.next()) {
                kept.add(rows.getString(1));
            }
            return kept;
        }
    }

    private void inAllThreads(Client client) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < CLIENTS; thread++) {
            int number = thread;
            running.add(threads.submit(() -> {
                client.run(number);
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get(120, SECONDS);
        }
    }

    @FunctionalInterface
    private interface Client {
        void run(int number) throws Exception;
    }
}
