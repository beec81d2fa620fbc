package io.github.useremails.persistence;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.EmbeddedServer;
import io.github.useremails.postgres.Polling;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A commit awaits a standby that does not answer, and somebody loses patience. The change is there, whatever is said. */
class AbandonedCommitTest {

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");

    private static EmbeddedServer server;

    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final AtomicInteger changes = new AtomicInteger();
    private PostgresUserEmails emails;
    private int before;
    private UserId ann;

    @BeforeAll
    static void start() throws SQLException {
        server = EmbeddedServer.start();
        Migrations.of(server.directDataSource("postgres")).migrate();
        first("alter system set synchronous_standby_names = 'nobody'");
        first("select pg_reload_conf()");
        until("select current_setting('synchronous_standby_names') = 'nobody'");
    }

    @BeforeEach
    void startWithAUser() {
        emails = PostgresUserEmails.over(server.directDataSource("postgres"));
        ann = emails.users().register(MAIL).id();
        before = emails.users().firstPage(100).size();
    }

    @AfterEach
    void endTheOtherThread() {
        other.shutdownNow();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aSessionThatIsEndedIsAFailureOfWhichNobodyKnowsWhatItWrote() throws SQLException {
        Future<User> registering = awaiting(users -> users.register(MAIL));

        first("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");

        assertThatNobodyKnowsWhat(registering);
        assertThat(emails.users().firstPage(100)).hasSize(before + 1);
    }

    /** Its commit goes along with the last write. */
    @Test
    void aChangeOfWhichNobodyKnowsIsNotTriedAgain() throws SQLException {
        Future<User> adding = awaiting(this::addSchool);

        first("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");

        assertThatNobodyKnowsWhat(adding);
        assertThat(changes).hasValue(1);
        assertThat(emails.users().find(ann).orElseThrow().emailAddress(SCHOOL)).isPresent();
    }

    @Test
    void aWaitThatIsCancelledIsACommitThatOnlyThePrimaryHas() throws SQLException {
        Future<User> registering = awaiting(users -> users.register(MAIL));
        first("select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");
        assertThat(registering).succeedsWithin(60, SECONDS);

        Future<User> adding = awaiting(this::addSchool);
        first("select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");
        assertThat(adding).succeedsWithin(60, SECONDS);

        assertThat(emails.users().firstPage(100)).hasSize(before + 1);
        assertThat(changes).hasValue(1);
        assertThat(emails.users().find(ann).orElseThrow().emailAddress(SCHOOL)).isPresent();
    }

    private User addSchool(Users awaiting) {
        return awaiting.update(ann, (user, now) -> {
            changes.incrementAndGet();
            return user.addEmail(SCHOOL, now);
        });
    }

    /** Returns when the commit awaits a standby that is not there. */
    private Future<User> awaiting(Function<Users, User> work) throws SQLException {
        PGSimpleDataSource awaiting = server.directDataSource("postgres");
        awaiting.setOptions("-c synchronous_commit=on");
        Future<User> running =
                other.submit(() -> work.apply(PostgresUserEmails.over(awaiting).users()));
        until("select count(*) = 1 from pg_stat_activity where wait_event = 'SyncRep'");
        return running;
    }

    private static void assertThatNobodyKnowsWhat(Future<User> wrote) {
        assertThat(wrote)
                .failsWithin(60, SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        UserStorageException.class,
                        error -> assertThat(error.sqlState()).contains("08006"));
    }

    private static void until(String condition) throws SQLException {
        Instant end = Instant.now().plusSeconds(60);
        while (!first(condition).equals("t")) {
            assertThat(Instant.now()).as(condition).isBefore(end);
            Polling.pause();
        }
    }

    private static String first(String sql) throws SQLException {
        try (Connection connection = server.directDataSource("postgres").getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        }
    }
}
