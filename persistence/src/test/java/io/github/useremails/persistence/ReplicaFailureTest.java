package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.internal.jdbc.CircuitBreaker;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.LookupStatement;
import io.github.useremails.persistence.internal.jdbc.PooledConnections;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Replica;
import io.github.useremails.persistence.internal.jdbc.Work;
import io.github.useremails.persistence.replica.ReplicaSettings;
import io.github.useremails.persistence.replica.WritePosition;
import io.github.useremails.postgres.HotStandby;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A replica that cannot answer costs an answer of the primary, and no error. */
@Tag("slow")
class ReplicaFailureTest {

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Takes a long time on the replica, and none on the primary. */
    private static final Work<Long> LONG_LOOKUP =
            counting("select count(*), pg_sleep(case when pg_is_in_recovery() then 600 else 0 end) from users");

    /** The statements with which a session begins are under the timeout as well, on a busy machine too. */
    private static final String ENOUGH_TO_CONNECT = "-c %s=5s";

    private final HotStandby standby = ReplicatedServers.standby();
    private final StoredUsers stored = ReplicatedServers.stored();
    private final List<String> failures = new ArrayList<>();
    private final ReplicaSettings settings = ReplicaSettings.builder()
            .pause(PAUSE)
            .onSuspended(failure -> failures.add(failure.sqlState().orElse("none")))
            .build();
    private final CountedDataSource replica = new CountedDataSource(ReplicatedServers.replica());
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private Instant now = Instant.parse("2026-06-01T00:00:00Z");
    private PostgresUserEmails emails;

    @BeforeEach
    void startWithAnnWhomTheReplicaDoesNotShow() {
        stored.removeAll();
        standby.awaitReplay();
        standby.pauseReplay();
        stored.aUser(confirmed("ann@mail.example").andPrimary());
        emails = usersWith(replica);
    }

    @AfterEach
    void resume() {
        other.shutdownNow();
        standby.resumeReplay();
    }

    @Test
    void aReplicaThatIsDownIsSetAsideAndUsedAgainWhenItIsBack() {
        assertThat(emails.users().withEmail(MAIL)).isEmpty();

        standby.server().kill();
        assertThat(emails.users().withEmail(MAIL)).isPresent();
        assertThat(failures).containsExactly("08001");

        long attempts = replica.connections();
        for (int i = 0; i < 100; i++) {
            assertThat(emails.users().withEmail(MAIL)).isPresent();
        }
        assertThat(replica.connections()).isEqualTo(attempts);

        now = now.plus(PAUSE);
        assertThat(emails.users().withEmail(MAIL)).isPresent();
        assertThat(emails.users().withEmail(MAIL)).isPresent();
        assertThat(replica.connections()).isEqualTo(attempts + 1);
        assertThat(failures).containsExactly("08001", "08001");

        standby.server().startAgain();
        standby.awaitReplay();
        now = now.plus(PAUSE);
        attempts = replica.connections();
        assertThat(emails.users().withEmail(MAIL)).isPresent();
        assertThat(emails.users().withEmail(MAIL)).isPresent();
        assertThat(replica.connections()).isEqualTo(attempts + 2);
    }

    @Test
    void aReplicaThatIsKilledDuringALookupIsNoFailure() throws Exception {
        Future<Long> found = other.submit(() -> connections(replica).lookup(LONG_LOOKUP));
        untilTheReplicaSleeps();

        standby.server().kill();

        assertThat(found.get(60, SECONDS)).isEqualTo(1);
        assertThat(failures).hasSize(1).allMatch(state -> state.matches("08...|57P0."));
        standby.server().startAgain();
    }

    @Test
    void aLookupThatIsInTheWayOfTheReplayGoesOnAtThePrimary() throws Exception {
        standby.resumeReplay();
        standby.awaitReplay();
        Future<Long> found = other.submit(() -> connections(replica).lookup(LONG_LOOKUP));
        untilTheReplicaSleeps();

        stored.removeAll();

        assertThat(found.get(60, SECONDS)).isZero();
        assertThat(failures).isEmpty();
    }

    @Test
    void aLookupThatTakesTheReplicaTooLongGoesOnAtThePrimary() {
        PGSimpleDataSource hasty = ReplicatedServers.replica();
        hasty.setOptions(ENOUGH_TO_CONNECT.formatted("statement_timeout"));

        assertThat(connections(hasty).lookup(LONG_LOOKUP)).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    /** PostgreSQL has the setting from 17 on, and ends the session by it. */
    @Test
    void aTransactionThatTakesTheReplicaTooLongGoesOnAtThePrimary() throws SQLException {
        try (Connection connection = ReplicatedServers.replica().getConnection()) {
            assumeTrue(connection.getMetaData().getDatabaseMajorVersion() >= 17, "there is no transaction_timeout");
        }
        PGSimpleDataSource hasty = ReplicatedServers.replica();
        hasty.setOptions(ENOUGH_TO_CONNECT.formatted("transaction_timeout"));

        assertThat(connections(hasty).lookup(LONG_LOOKUP)).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void aReplicaThatRefusesTheLoginIsSetAside() {
        PGSimpleDataSource stranger = ReplicatedServers.replica();
        stranger.setUser("stranger");

        assertThat(usersWith(stranger).users().withEmail(MAIL)).isPresent();
        assertThat(failures).containsExactly("28000");
    }

    /** Its state, 42704, would be an error of the caller if a statement had it. */
    @Test
    void aReplicaThatRefusesTheSettingsOfTheSessionIsSetAside() {
        PGSimpleDataSource set = ReplicatedServers.replica();
        set.setOptions("-c no_such_setting=1");

        assertThat(usersWith(set).users().withEmail(MAIL)).isPresent();
        assertThat(failures).containsExactly("42704");
    }

    @Test
    void aReplicaWithoutTheDatabaseIsSetAside() {
        PGSimpleDataSource elsewhere = ReplicatedServers.replica();
        elsewhere.setDatabaseName("elsewhere");

        assertThat(usersWith(elsewhere).users().withEmail(MAIL)).isPresent();
        assertThat(failures).containsExactly("3D000");
    }

    @Test
    void aPoolThatHasNoConnectionToGiveIsSetAside() throws SQLException {
        try (HikariDataSource pool = Pool.impatient(ReplicatedServers.replica());
                Connection taken = Pool.taken(pool)) {
            assertThat(usersWith(pool).users().withEmail(MAIL)).isPresent();
            assertThat(failures).containsExactly("none");
            assertThat(taken.isValid(0)).isTrue();
        }
    }

    @Test
    void aClosedPoolIsSetAside() {
        HikariDataSource pool = Pool.over(ReplicatedServers.replica());
        pool.close();

        assertThat(usersWith(pool).users().withEmail(MAIL)).isPresent();
        assertThat(failures).containsExactly("none");
    }

    @Test
    void aReplicaThatIsBehindAMigrationIsNoFailure() {
        Migrations.of(ReplicatedServers.primary()).inSchema("later").migrate();
        PostgresUserEmails migrated = PostgresUserEmails.builder(ReplicatedServers.primary())
                .schema("later")
                .replica(replica, settings)
                .build();
        migrated.users().register(MAIL);

        assertThat(migrated.users().firstPage(10)).hasSize(1);
        assertThat(failures).isEmpty();
        stored.execute("drop schema later cascade");
    }

    @Test
    void aLookupThatIsWrongIsAskedOnceAndComesOut() {
        Connections both = connections(replica);

        for (String wrong : List.of("select 1 / 0", "selec 1", "select 'x'::bigint")) {
            long attempts = replica.connections();
            assertThatExceptionOfType(UserStorageException.class).isThrownBy(() -> both.lookup(counting(wrong)));
            assertThat(replica.connections()).isEqualTo(attempts + 1);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aCallerWhoWasInterruptedDoesNotSetTheReplicaAside() throws SQLException {
        try (HikariDataSource pool = Pool.over(ReplicatedServers.replica(), config -> config.setMaximumPoolSize(1));
                Connection taken = pool.getConnection()) {
            PostgresUserEmails interrupted = usersWith(pool);
            Thread.currentThread().interrupt();

            assertThat(interrupted.users().withEmail(MAIL)).isPresent();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failures).isEmpty();
            assertThat(taken.isValid(0)).isTrue();
        }
    }

    @Test
    void aPrimaryThatFailsIsAFailureThoughTheReplicaWorks() {
        PGSimpleDataSource nowhere = ReplicatedServers.primary();
        nowhere.setDatabaseName("elsewhere");
        PostgresUserEmails halved =
                PostgresUserEmails.builder(nowhere).replica(replica, settings).build();

        assertThat(halved.users().withEmail(MAIL)).isEmpty();
        assertThatExceptionOfType(UserStorageException.class)
                .isThrownBy(() -> halved.users().register(MAIL));
        assertThatExceptionOfType(UserStorageException.class).isThrownBy(halved::writePosition);
        assertThatExceptionOfType(UserStorageException.class)
                .isThrownBy(
                        () -> halved.notBefore(new WritePosition(2, 0)).users().withEmail(MAIL));
    }

    private PostgresUserEmails usersWith(DataSource dataSource) {
        return PostgresUserEmails.builder(ReplicatedServers.primary())
                .clock(() -> now)
                .replica(dataSource, settings)
                .build();
    }

    private Connections connections(DataSource dataSource) {
        return PooledConnections.of(ReplicatedServers.primary(), 1, false)
                .withReplica(new Replica(
                        PooledConnections.of(dataSource, 1, false),
                        new CircuitBreaker(() -> now, PAUSE),
                        settings.onSuspended()));
    }

    private static Work<Long> counting(String sql) {
        return session -> LookupStatement.of(new RenderedSql(sql)).query(session, statement -> {}, rows -> {
            rows.next();
            return rows.getLong(1);
        });
    }

    private static void untilTheReplicaSleeps() throws SQLException {
        String sleeping = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
        Instant end = Instant.now().plusSeconds(60);
        try (Connection connection = ReplicatedServers.replica().getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet count = statement.executeQuery(sleeping)) {
                    count.next();
                    if (count.getLong(1) > 0) {
                        return;
                    }
                }
                assertThat(Instant.now()).as("nobody sleeps").isBefore(end);
            }
        }
    }
}
