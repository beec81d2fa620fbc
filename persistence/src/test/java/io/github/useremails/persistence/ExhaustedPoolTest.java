package io.github.useremails.persistence;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.postgres.Polling;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What a caller hears who gets no connection. */
class ExhaustedPoolTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final UserId NOBODY = new UserId(1);
    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");

    @Test
    void aCallerWhoGetsNoConnectionInTimeHearsThatItWasForThat() throws SQLException {
        try (HikariDataSource pool = Pool.impatient(database.dataSource())) {
            Users users = PostgresUserEmails.over(pool).users();
            UserStorageException lookup;
            UserStorageException change;
            try (Connection held = Pool.taken(pool)) {
                assertThat(held.isClosed()).isFalse();
                lookup = catchThrowableOfType(UserStorageException.class, () -> users.find(NOBODY));
                change = catchThrowableOfType(
                        UserStorageException.class,
                        () -> users.update(NOBODY, (user, now) -> user.addEmail(MAIL, now)));
            }

            assertThat(lookup)
                    .hasMessageMatching("could not obtain a connection: small - Connection is not available.*");
            assertThat(lookup).hasCauseInstanceOf(SQLException.class);
            assertThat(change)
                    .hasMessageMatching("could not obtain a connection: small - Connection is not available.*");
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            try (Connection again = Pool.taken(pool)) {
                assertThat(again.isClosed()).isFalse();
            }
        }
    }

    @Test
    void aCallerWhoIsInterruptedWhileWaitingStaysInterrupted() throws Exception {
        CompletableFuture<UserStorageException> error = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (HikariDataSource pool = Pool.over(database.dataSource(), config -> {
            config.setPoolName("small");
            config.setMaximumPoolSize(1);
            config.setConnectionTimeout(MINUTES.toMillis(5));
        })) {
            Users users = PostgresUserEmails.over(pool).users();
            Thread waiting = new Thread(() -> {
                error.complete(catchThrowableOfType(UserStorageException.class, () -> users.find(NOBODY)));
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            try (Connection held = pool.getConnection()) {
                assertThat(held.isClosed()).isFalse();
                waiting.start();
                while (pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 0) {
                    Polling.pause();
                }
                waiting.interrupt();

                assertThat(error.get()).hasMessageMatching("could not obtain a connection: small - Interrupted.*");
                assertThat(interrupted.get()).isTrue();
            }
            assertThat(users.find(NOBODY)).isEmpty();
        }
    }

    @Test
    void whatKeepsThePoolFromTheServerIsSaid() {
        CountedDataSource nowhere =
                new CountedDataSource(new DriverManagerDataSource("jdbc:postgresql://localhost:1/users"));
        try (HikariDataSource unable = Pool.over(nowhere, config -> {
            config.setConnectionTimeout(250);
            config.setInitializationFailTimeout(-1);
            config.setMinimumIdle(1);
        })) {
            // The pool tries by itself. Before the second attempt it has noted why the first one failed.
            while (nowhere.connections() < 2) {
                Polling.pause();
            }
            UserStorageException error = catchThrowableOfType(
                    UserStorageException.class,
                    () -> PostgresUserEmails.over(unable).users().find(NOBODY));

            assertThat(error)
                    .hasMessageContaining("could not obtain a connection: ")
                    .hasMessageContaining("localhost:1 refused");
            assertThat(error.sqlState()).contains("08001");
        }
    }

    @Test
    void aPasswordIsNotRepeated() {
        DriverManagerDataSource unknown =
                new DriverManagerDataSource("jdbc:unknown://server/users?user=ann&password=secret&ssl=true");

        UserStorageException error = catchThrowableOfType(
                UserStorageException.class,
                () -> PostgresUserEmails.over(unknown).users().find(NOBODY));

        assertThat(error)
                .hasMessageContaining("password=***&ssl=true")
                .hasStackTraceContaining("could not obtain a connection");
        assertThat(error.getCause()).hasMessageNotContaining("secret");
    }
}
