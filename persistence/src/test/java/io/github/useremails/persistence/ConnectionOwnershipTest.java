package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** No call commits a transaction of the application, and none writes where the write would be lost. */
class ConnectionOwnershipTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress NEW = EmailAddress.parse("new@mail.example");

    private static HikariDataSource pool;
    private static HikariDataSource poolWithoutAutoCommit;

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private UserId ann;

    /** What an application may have as its one data source. */
    enum Host {
        AUTO_COMMIT {
            @Override
            DataSource pool() {
                return pool;
            }
        },
        LAZY {
            @Override
            DataSource pool() {
                return new LazyConnectionDataSourceProxy(pool);
            }
        },
        NO_AUTO_COMMIT {
            @Override
            DataSource pool() {
                return poolWithoutAutoCommit;
            }
        },
        LAZY_WITHOUT_AUTO_COMMIT {
            @Override
            DataSource pool() {
                LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy(poolWithoutAutoCommit);
                lazy.setDefaultAutoCommit(false);
                return lazy;
            }
        };

        abstract DataSource pool();
    }

    @BeforeAll
    static void connect() {
        pool = Pool.over(database.dataSource());
        poolWithoutAutoCommit = Pool.over(database.dataSource(), config -> config.setAutoCommit(false));
    }

    @AfterAll
    static void disconnect() {
        pool.close();
        poolWithoutAutoCommit.close();
    }

    @BeforeEach
    void startWithOneUser() {
        stored.removeAll();
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
    }

    @ParameterizedTest
    @EnumSource
    void noCallOfItsOwnCommitsATransactionOfSpring(Host host) {
        inTransactions(host.pool(), true);
    }

    /** Spring has turned auto-commit off, and neither the driver nor the server knows of a transaction yet. */
    @ParameterizedTest
    @EnumSource
    void noCallOfItsOwnBeginsATransactionOfSpring(Host host) {
        inTransactions(host.pool(), false);
    }

    @Test
    void noCallOfItsOwnCommitsATransactionThatWasBegunInSql() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("begin; insert into users default values");
            callsOver(new SingleConnectionDataSource(connection, true), STANDARD)
                    .forEach(ConnectionOwnershipTest::assertRefused);
            statement.execute("rollback");
        }
        assertNothingHappened();
    }

    @Test
    void noCallOfItsOwnCommitsAConnectionOfTheApplication() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            DataSource single = new SingleConnectionDataSource(connection, true);
            callsOver(single, STANDARD).forEach(ConnectionOwnershipTest::assertRefused);
            statement.execute("insert into users default values");
            callsOver(single, PostgresUserEmailsBuilder::poolWithoutAutoCommit)
                    .forEach(ConnectionOwnershipTest::assertRefused);
            connection.rollback();
        }
        assertNothingHappened();
    }

    @Test
    void aProxyIsAcceptedOutsideOfATransaction() {
        PostgresUserEmails emails =
                PostgresUserEmails.over(new TransactionAwareDataSourceProxy(new LazyConnectionDataSourceProxy(pool)));

        assertThat(emails.users().find(emails.users().register(NEW).id())).isPresent();
    }

    @Test
    void aPoolWithoutAutoCommitIsAcceptedByName() {
        PostgresUserEmails emails = PostgresUserEmails.over(poolWithoutAutoCommit);

        assertThat(emails.users().find(emails.users().register(NEW).id())).isPresent();
        assertThat(stored.addresses()).isEqualTo(3);
    }

    @Test
    void anotherPoolWithoutAutoCommitIsAcceptedBySetting() {
        DataSource wrapped = new DelegatingDataSource(poolWithoutAutoCommit);

        callsOver(wrapped, STANDARD).forEach(ConnectionOwnershipTest::assertRefused);
        PostgresUserEmails emails =
                PostgresUserEmails.builder(wrapped).poolWithoutAutoCommit().build();

        assertThat(emails.users().find(emails.users().register(NEW).id())).isPresent();
        assertThat(stored.addresses()).isEqualTo(3);
    }

    /** The pool would roll back when it gets the connection back. */
    @ParameterizedTest
    @EnumSource
    void aJoinedChangeWithoutATransactionIsRefused(Host host) {
        for (DataSource dataSource : List.of(host.pool(), new TransactionAwareDataSourceProxy(host.pool()))) {
            PostgresUserEmails emails = PostgresUserEmails.joining(
                    DSL.using(dataSource, SQLDialect.POSTGRES).configuration());

            changesOf(emails)
                    .forEach((name, change) -> assertThatIllegalStateException()
                            .as(name)
                            .isThrownBy(change::run)
                            .withMessageContaining("no transaction was running")
                            .withMessageContaining("join"));
        }
        assertNothingHappened();
    }

    @ParameterizedTest
    @EnumSource
    void aJoinedChangeInATransactionOfSpringIsKept(Host host) {
        DataSource transactional = host.pool();
        DataSource managed = new TransactionAwareDataSourceProxy(transactional);
        PostgresUserEmails emails = PostgresUserEmails.joining(
                DSL.using(managed, SQLDialect.POSTGRES).configuration());

        new TransactionTemplate(new DataSourceTransactionManager(transactional)).executeWithoutResult(status -> {
            UserId id = emails.users().register(NEW).id();
            assertThat(emails.users().find(id)).isPresent();
        });

        assertThat(stored.addresses()).isEqualTo(3);
    }

    private void inTransactions(DataSource transactional, boolean written) {
        DataSource managed = new TransactionAwareDataSourceProxy(transactional);
        for (Settings settings : List.<Settings>of(STANDARD, PostgresUserEmailsBuilder::poolWithoutAutoCommit)) {
            callsOver(managed, settings)
                    .forEach((name, call) -> inTransaction(transactional, managed, written, name, call));
        }
        assertNothingHappened();
    }

    private static void inTransaction(
            DataSource transactional, DataSource managed, boolean written, String name, Runnable call) {
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(transactional));
        transaction.executeWithoutResult(status -> {
            if (written) {
                new JdbcTemplate(managed).update("insert into users default values");
            }
            assertRefused(name, call);
            // The transaction of the application is as it was.
            new JdbcTemplate(managed).update("insert into users default values");
            status.setRollbackOnly();
        });
    }

    private static void assertRefused(String name, Runnable call) {
        assertThatIllegalStateException()
                .as(name)
                .isThrownBy(call::run)
                .withMessageContaining("PostgresUserEmails.joining(");
    }

    private void assertNothingHappened() {
        assertThat(stored.addresses()).isEqualTo(2);
        assertThat(PostgresUserEmails.over(pool).users().firstPage(10)).hasSize(1);
    }

    /** Everything that owns its transactions. */
    private Map<String, Runnable> callsOver(DataSource dataSource, Settings settings) {
        PostgresUserEmails emails = settings.apply(
                        PostgresUserEmails.builder(dataSource).recordEvents())
                .build();
        Map<String, Runnable> calls = new LinkedHashMap<>(changesOf(emails));
        calls.put("find", () -> emails.users().find(ann));
        calls.put("firstPage", () -> emails.users().firstPage(10));
        calls.put("withEmails", () -> emails.users().withEmails(List.of(NEW)));
        calls.put("writePosition", emails::writePosition);
        PostgresUserEmails replicated = settings.apply(
                        PostgresUserEmails.builder(pool).replica(dataSource))
                .build();
        calls.put("a lookup on the replica", () -> replicated.users().find(ann));
        EventOutbox outbox = emails.outbox();
        calls.put("claim", () -> outbox.claim(1, Duration.ofMinutes(1)));
        calls.put("acknowledge", () -> outbox.acknowledge(message()));
        calls.put("expire", () -> emails.upkeep().expireHistory(Duration.ofDays(365), 10));
        calls.put("check", () -> emails.upkeep().findInconsistencies());
        return calls;
    }

    private Map<String, Runnable> changesOf(PostgresUserEmails emails) {
        Map<String, Runnable> changes = new LinkedHashMap<>();
        changes.put("register", () -> emails.users().register(NEW));
        changes.put("update", () -> emails.users().update(ann, (user, now) -> user.addEmail(NEW, now)));
        changes.put("erase", () -> emails.users().erase(ann));
        changes.put("request", () -> emails.confirmations().request(ann, EmailAddress.parse("ann@school.example")));
        changes.put("cancel", () -> emails.confirmations().cancel(ann));
        changes.put(
                "revoke",
                () -> emails.confirmations()
                        .revoke(ann, EmailAddress.parse("ann@mail.example"), RevocationReason.BOUNCED));
        changes.put("sweep", () -> emails.upkeep().removeUnconfirmed(10));
        changes.put("plan", () -> emails.rosters().plan(Rosters.NORTHFIELD, List.of()));
        changes.put(
                "synchronize",
                () -> emails.rosters().synchronize(Rosters.NORTHFIELD, List.of(), RosterLimits.standard()));
        return changes;
    }

    private OutboxMessage message() {
        return new OutboxMessage(1, 1, new UserEmailEvent.Erased(ann));
    }

    private static final Settings STANDARD = builder -> builder;

    /** What a test sets before it builds an entry. */
    private interface Settings {
        PostgresUserEmailsBuilder apply(PostgresUserEmailsBuilder builder);
    }
}
