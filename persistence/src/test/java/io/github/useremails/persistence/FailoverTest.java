package io.github.useremails.persistence;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.replica.WritePosition;
import io.github.useremails.postgres.EmbeddedServer;
import io.github.useremails.postgres.HotStandby;
import io.github.useremails.postgres.Polling;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The primary dies under load and its standby takes over, while the application runs on. */
class FailoverTest {

    private static final int WRITERS = 4;

    /** Broken or refused connections, a server that ends or starts, a pool that has waited in vain. */
    private static final String DOCUMENTED = "08001|08006|57P01|57P02|57P03|none";

    private final AtomicBoolean goOn = new AtomicBoolean(true);
    private final Set<String> attempted = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> errors = ConcurrentHashMap.newKeySet();

    @Test
    void whatWasAcknowledgedIsThereAfterTheFailoverAndTheApplicationGoesOn() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try (EmbeddedServer primary = EmbeddedServer.start(Map.of("synchronous_commit", "on"))) {
            Migrations.of(primary.directDataSource("postgres")).migrate();
            try (HotStandby standby = HotStandby.of(primary, Map.of("synchronous_commit", "on"));
                    HikariDataSource pool = pool(primary, standby.server())) {
                everyCommitAwaitsTheStandby(primary);
                PostgresUserEmails emails = PostgresUserEmails.over(pool);
                List<Future<Void>> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(threads.submit(writer("writer" + i, emails)));
                }
                until(() -> acknowledged.size() >= 200);
                WritePosition before = emails.writePosition();

                primary.kill();
                int acknowledgedBefore = acknowledged.size();
                until(() -> !errors.isEmpty());
                standby.promote();

                until(() -> acknowledged.size() >= acknowledgedBefore + 200);
                goOn.set(false);
                for (Future<Void> writer : writers) {
                    writer.get(60, SECONDS);
                }
                Set<String> there = addressesAt(standby.server());
                assertThat(there).containsAll(acknowledged);
                assertThat(attempted).containsAll(there);
                assertThat(errors).allMatch(state -> state.matches(DOCUMENTED));
                assertThat(before.timeline()).isEqualTo(1);
                assertThat(emails.writePosition().timeline()).isEqualTo(2);
            }
        } finally {
            goOn.set(false);
            threads.shutdownNow();
        }
    }

    /** As the page about failover says. */
    private static HikariDataSource pool(EmbeddedServer one, EmbeddedServer other) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://localhost:" + one.port() + ",localhost:" + other.port()
                + "/postgres?user=postgres&targetServerType=primary&hostRecheckSeconds=1"
                + "&connectTimeout=2&socketTimeout=10&tcpKeepAlive=true");
        config.setMaximumPoolSize(WRITERS);
        config.setConnectionTimeout(1_000);
        return new HikariDataSource(config);
    }

    private static void everyCommitAwaitsTheStandby(EmbeddedServer primary) {
        // Only here: the standby, once it is promoted, has none to wait for.
        execute(primary, "alter system set synchronous_standby_names = '*'");
        execute(primary, "select pg_reload_conf()");
        until(() -> texts(primary, "select sync_state from pg_stat_replication").equals(Set.of("sync")));
    }

    private Callable<Void> writer(String name, PostgresUserEmails emails) {
        return () -> {
            for (int i = 0; goOn.get(); i++) {
                write(emails, name + "." + i);
            }
            return null;
        };
    }

    /** A user is registered, and then given another address, which is confirmed: two writes, two lines in the journal. */
    private void write(PostgresUserEmails emails, String name) {
        EmailAddress first = EmailAddress.parse(name + "@mail.example");
        EmailAddress second = EmailAddress.parse(name + "@school.example");
        try {
            attempted.add(first.value());
            User user = emails.users().register(first);
            acknowledged.add(first.value());

            attempted.add(second.value());
            emails.users()
                    .update(
                            user.id(),
                            (before, now) -> before.addEmail(second, now).confirmEmail(second, now));
            acknowledged.add(second.value());
        } catch (UserStorageException e) {
            errors.add(e.sqlState().orElse("none"));
        }
    }

    private static Set<String> addressesAt(EmbeddedServer server) {
        return texts(server, "select email_address from user_email_addresses");
    }

    private static Set<String> texts(EmbeddedServer server, String query) {
        try (Connection connection = server.directDataSource("postgres").getConnection();
                java.sql.Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            Set<String> texts = new HashSet<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(EmbeddedServer server, String sql) {
        try (Connection connection = server.directDataSource("postgres").getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(120);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("it does not come true").isBefore(end);
            Polling.pause();
        }
    }
}
