package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that is killed between the commit and the delivery. */
class OutboxProcessTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final Duration LEASE = Duration.ofMinutes(5);

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final EventOutbox outbox = PostgresUserEmails.builder(database.dataSource())
            .recordEvents()
            .build()
            .outbox();

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
        stored.execute("truncate user_email_outbox");
    }

    @Test
    void whatItCommittedIsDeliveredByAnotherProcessInOrder() throws Exception {
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary());
        EmailAddress school = EmailAddress.parse("ann@school.example");
        Process killed = start(ann, school);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(killed.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("claimed 1");
            killed.destroyForcibly();
            assertThat(killed.waitFor(60, SECONDS)).isTrue();
        }

        assertThat(outbox.claim(10, LEASE)).as("while the lease lasts").isEmpty();
        stored.execute("update user_email_outbox set claimed_until = now()");

        assertThat(deliverAll())
                .containsExactly(new UserEmailEvent.Added(ann, school), new UserEmailEvent.Confirmed(ann, school));
        assertThat(deliverAll()).isEmpty();
    }

    private List<UserEmailEvent> deliverAll() {
        List<UserEmailEvent> delivered = new ArrayList<>();
        for (List<OutboxMessage> claimed = outbox.claim(10, LEASE);
                !claimed.isEmpty();
                claimed = outbox.claim(10, LEASE)) {
            for (OutboxMessage message : claimed) {
                delivered.add(message.event());
                outbox.acknowledge(message);
            }
        }
        return delivered;
    }

    private static Process start(UserId user, EmailAddress address) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        database.jdbcUrl(),
                        String.valueOf(user.value()),
                        address.value())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Changes a user, commits, begins to deliver, and gets no further. */
    static final class Killed {

        private Killed() {}

        public static void main(String[] arguments) throws Exception {
            org.postgresql.ds.PGSimpleDataSource dataSource = new org.postgresql.ds.PGSimpleDataSource();
            dataSource.setUrl(arguments[0]);
            EmailAddress address = EmailAddress.parse(arguments[2]);
            PostgresUserEmails emails =
                    PostgresUserEmails.builder(dataSource).recordEvents().build();
            emails.users()
                    .update(
                            new UserId(Long.parseLong(arguments[1])),
                            (user, time) -> user.addEmail(address, time).confirmEmail(address, time));
            System.out.println("claimed " + emails.outbox().claim(10, LEASE).size());
            System.in.read();
        }
    }
}
