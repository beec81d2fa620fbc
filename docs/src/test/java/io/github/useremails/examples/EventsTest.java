package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.persistence.spi.UserEmailListener;
import io.github.useremails.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "examples", dataSource -> Migrations.of(dataSource).migrate());

    private final DataSource dataSource = database.dataSource();

    @Test
    void aListenerWritesInTheTransactionOfTheChange() throws Exception {
        database.execute("create table mail_to_send (user_id bigint, kind text)");
        // example: listening
        UserEmailListener listener = (event, connection) -> {
            if (event instanceof UserEmailEvent.PrimaryChanged changed) {
                try (var insert =
                        connection.prepareStatement("insert into mail_to_send values (?, 'primary changed')")) {
                    insert.setLong(1, changed.user().value());
                    insert.executeUpdate();
                }
            }
        };
        PostgresUserEmails emails =
                PostgresUserEmails.builder(dataSource).listener(listener).build();
        // end
        emails.users().register(EmailAddress.parse("ann@mail.example"));
        assertThat(database.query("select kind from mail_to_send")).hasSize(1);
    }

    @Test
    void anOutboxDeliversAfterTheCommit() {
        List<UserEmailEvent> sent = new ArrayList<>();
        // example: outbox
        PostgresUserEmails emails =
                PostgresUserEmails.builder(dataSource).recordEvents().build();

        emails.users().register(EmailAddress.parse("kim@mail.example"));

        // In a job, in any number of processes:
        EventOutbox outbox = emails.outbox();
        for (OutboxMessage message : outbox.claim(100, Duration.ofMinutes(1))) {
            sent.add(message.event()); // send the mail
            outbox.acknowledge(message);
        }
        // end
        assertThat(sent).singleElement().isInstanceOf(UserEmailEvent.Added.class);
    }

    @Test
    void anOutboxTriesAgainWhatFailed() {
        PostgresUserEmails emails =
                PostgresUserEmails.builder(dataSource).recordEvents().build();
        emails.users().register(EmailAddress.parse("lee@mail.example"));
        EventOutbox outbox = emails.outbox();
        // example: retrying
        List<OutboxMessage> delivered = new ArrayList<>();
        for (OutboxMessage message : outbox.claim(100, Duration.ofMinutes(1))) {
            try {
                send(message.event());
                delivered.add(message);
            } catch (IllegalStateException failed) {
                outbox.retryLater(message);
            }
        }
        outbox.acknowledge(delivered);
        // end
        assertThat(delivered).isEmpty();
        assertThat(outbox.claim(100, Duration.ofMinutes(1))).isEmpty();
    }

    private static void send(UserEmailEvent event) {
        throw new IllegalStateException("the mail server is down, and " + event.getClass() + " stays");
    }
}
