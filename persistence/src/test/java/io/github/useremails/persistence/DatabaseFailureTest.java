package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.EmbeddedServer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database that is down, restarts, or has not been migrated. */
class DatabaseFailureTest {

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");

    private static EmbeddedServer server;
    private static HikariDataSource pool;
    private static Users users;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.start();
        Migrations.of(server.directDataSource("postgres")).migrate();
        pool = Pool.over(server.dataSource("postgres"), config -> config.setConnectionTimeout(60_000));
        users = PostgresUserEmails.over(pool).users();
    }

    @AfterAll
    static void stop() {
        pool.close();
        server.close();
    }

    @Test
    void aServerThatIsDownIsAFailureAndNotNobody() {
        UserId ann = users.register(MAIL).id();
        server.stop();
        try (HikariDataSource impatient = Pool.impatient(server.dataSource("postgres"))) {
            Users without = PostgresUserEmails.over(impatient).users();
            assertFailure(() -> without.withEmail(MAIL));
            assertFailure(() -> without.withEmails(List.of(MAIL)));
            assertFailure(() -> without.find(ann));
            assertFailure(() -> without.firstPage(10));
            assertFailure(() -> without.register(SCHOOL));
            assertFailure(() -> without.update(ann, (user, now) -> user));
        } finally {
            server.startAgain();
        }

        assertThat(users.find(ann)).isPresent();
    }

    @Test
    void aServerThatRestartsDuringAChangeLeavesNothingOfItAndTheNextCallWorks() {
        UserId ann = users.register(MAIL).id();

        UserStorageException error = catchThrowableOfType(
                UserStorageException.class,
                () -> users.update(ann, (user, now) -> {
                    server.stop();
                    server.startAgain();
                    return user.addEmail(SCHOOL, now);
                }));

        assertThat(error.sqlState().orElseThrow()).matches("08...|57P0.");
        assertThat(users.find(ann).orElseThrow().emailAddresses()).hasSize(1);
        users.update(ann, (user, now) -> user.addEmail(SCHOOL, now));
        assertThat(users.find(ann).orElseThrow().emailAddresses()).hasSize(2);
    }

    @Test
    void aSchemaThatWasNotMigratedIsNamed() {
        Users elsewhere =
                PostgresUserEmails.builder(pool).schema("elsewhere").build().users();

        UserStorageException error = catchThrowableOfType(UserStorageException.class, () -> elsewhere.withEmail(MAIL));

        assertThat(error.sqlState()).contains("42P01");
        assertThat(error).hasMessageContaining("elsewhere.user_email_addresses");
    }

    @Test
    void aSchemaNameCannotSmuggleSql() {
        String name = "x\".users; drop table public.users; --";
        Users hostile = PostgresUserEmails.builder(pool).schema(name).build().users();

        assertFailure(() -> hostile.find(new UserId(1)));
        assertThat(users.firstPage(1)).isNotNull();
    }

    private static void assertFailure(ThrowingCallable call) {
        assertThatExceptionOfType(UserStorageException.class).isThrownBy(call);
    }
}
