package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** A change that another transaction undid is tried again, if the transaction is the library's. */
class RetryTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final AtomicInteger attempts = new AtomicInteger();
    private UserId ann;

    /** A default of the database, since PgBouncer takes no options of a session. */
    @BeforeAll
    static void lookForDeadlocksSoon() throws SQLException {
        database.setDefault("deadlock_timeout", "20ms");
    }

    @BeforeEach
    void startWithOneUser() {
        stored.removeAll();
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
    }

    @AfterEach
    void endTheOtherThread() {
        other.shutdownNow();
    }

    @Test
    void aDeadlockIsTriedAgain() throws Exception {
        Users users = PostgresUserEmails.over(database.dataSource()).users();

        users.update(ann, deadlockingAtFirst());

        assertThat(attempts).hasValue(2);
        assertThat(users.withEmail(SCHOOL)).isPresent();
    }

    @Test
    void aDeadlockComesOutAfterTheLastAttempt() {
        Users users = PostgresUserEmails.builder(database.dataSource())
                .attempts(1)
                .build()
                .users();

        UserStorageException error =
                catchThrowableOfType(UserStorageException.class, () -> users.update(ann, deadlockingAtFirst()));

        assertThat(error.sqlState()).contains("40P01");
        assertThat(attempts).hasValue(1);
        assertThat(users.withEmail(SCHOOL)).isEmpty();
    }

    @Test
    void aDeadlockInAJoinedTransactionComesOutAtOnce() {
        DSLContext jooq = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

        UserStorageException error = catchThrowableOfType(
                UserStorageException.class,
                () -> jooq.transaction(transaction ->
                        PostgresUserEmails.joining(transaction).users().update(ann, deadlockingAtFirst())));

        assertThat(error.sqlState()).contains("40P01");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aSerializationFailureIsTriedAgain() throws Exception {
        PGSimpleDataSource serializable = serializable();
        Users users = PostgresUserEmails.over(serializable).users();

        Future<?>[] late = new Future<?>[1];
        users.update(ann, (user, now) -> {
            late[0] = other.submit(() -> users.update(ann, (again, then) -> {
                attempts.incrementAndGet();
                return again.confirmEmail(SCHOOL, then);
            }));
            Waiting.untilBlocked(database, 1);
            return user.confirmEmail(SCHOOL, now);
        });
        late[0].get(60, SECONDS);

        assertThat(attempts).hasValue(2);
        assertThat(users.withEmail(SCHOOL)).isPresent();
    }

    @Test
    void aSerializationFailureComesOutAfterTheLastAttempt() {
        PGSimpleDataSource serializable = serializable();
        Users once =
                PostgresUserEmails.builder(serializable).attempts(1).build().users();

        Future<?>[] late = new Future<?>[1];
        once.update(ann, (user, now) -> {
            late[0] = other.submit(() -> once.update(ann, (again, then) -> again.confirmEmail(SCHOOL, then)));
            Waiting.untilBlocked(database, 1);
            return user.confirmEmail(SCHOOL, now);
        });

        assertThat(late[0])
                .failsWithin(60, SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        UserStorageException.class,
                        error -> assertThat(error.sqlState()).contains("40001"));
    }

    @Test
    void aRuleThatIsBrokenIsNotTriedAgain() {
        stored.aUser(confirmed("ann@school.example").andPrimary());
        Users users = PostgresUserEmails.over(database.dataSource()).users();

        assertThat(catchThrowableOfType(
                        EmailAddressClaimedException.class,
                        () -> users.update(ann, (user, now) -> {
                            attempts.incrementAndGet();
                            return user.addEmail(SCHOOL, now).confirmEmail(SCHOOL, now);
                        })))
                .isNotNull();
        assertThat(attempts).hasValue(1);
    }

    /** A primary address is the one row that can be added without waiting for the lock of the user. */
    @Test
    void aWriterWhoDoesNotLockTheUserIsNoticed() {
        Users users = PostgresUserEmails.over(database.dataSource()).users();
        UserId zoe = stored.aUser();
        EmailAddress address = EmailAddress.parse("zoe@mail.example");

        users.update(zoe, (user, now) -> {
            if (attempts.incrementAndGet() == 1) {
                stored.execute("insert into user_email_addresses as e"
                        + " (user_id, email_address, normalized_email_address, \"primary\")"
                        + " values (" + zoe.value() + ", 'zoe@new.example', 'zoe@new.example', true)");
            }
            return user.addEmail(address, now);
        });

        assertThat(attempts).hasValue(2);
        assertThat(users.primaryEmail(zoe)).contains(EmailAddress.parse("zoe@new.example"));
        assertThat(users.find(zoe).orElseThrow().emailAddress(address)).isPresent();
    }

    @Test
    void aRowThatIsTakenAwayWithoutALockIsNoticed() {
        Users users = PostgresUserEmails.over(database.dataSource()).users();

        users.update(ann, (user, now) -> {
            if (attempts.incrementAndGet() == 1) {
                stored.execute("delete from user_email_addresses where email_address = 'ann@school.example'");
            }
            return user.emailAddress(SCHOOL).isPresent() ? user.confirmEmail(SCHOOL, now) : user;
        });

        assertThat(attempts).hasValue(2);
        assertThat(users.find(ann).orElseThrow().emailAddresses()).hasSize(1);
    }

    /** Direct: the others are not serializable, and the level is one of the session. */
    private static PGSimpleDataSource serializable() {
        PGSimpleDataSource dataSource = database.directDataSource();
        dataSource.setOptions("-c default_transaction_isolation=serializable");
        return dataSource;
    }

    /** At the first attempt, another session holds the row of the address and waits for the row of the user. */
    private UserChange deadlockingAtFirst() {
        return (user, now) -> {
            if (attempts.incrementAndGet() == 1) {
                Future<?> unused = other.submit(this::lockTheOtherWayRound);
                Waiting.untilBlocked(database, 1);
            }
            return user.confirmEmail(SCHOOL, now);
        };
    }

    private Void lockTheOtherWayRound() throws SQLException {
        // It looks for deadlocks late, so that it is the library's session that is undone.
        PGSimpleDataSource patient = database.directDataSource();
        patient.setOptions("-c deadlock_timeout=10min");
        try (Connection connection = patient.getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select from user_email_addresses for update");
            statement.execute("select from users for update");
            connection.commit();
            return null;
        }
    }
}
