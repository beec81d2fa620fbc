package io.github.useremails.compatibility;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An application in the middle of a deployment. It runs in a process of its own with the classes of one release, and
 * migrates, or makes the calls that most applications make.
 */
final class UpgradingApplication {

    private UpgradingApplication() {}

    public static void main(String[] arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        if (arguments[1].equals("migrate")) {
            System.out.println("ran " + Migrations.of(dataSource).withRoles().migrate() + " migrations");
        } else {
            use(dataSource);
            System.out.println("passed");
        }
    }

    private static void use(DataSource dataSource) {
        PostgresUserEmails emails =
                PostgresUserEmails.builder(dataSource).recordEvents().build();
        EmailAddress first = EmailAddress.parse(UUID.randomUUID() + "@mail.example");
        EmailAddress second = EmailAddress.parse(UUID.randomUUID() + "@mail.example");

        UserId id = emails.users().register(first).id();
        emails.users().update(id, (user, now) -> user.confirmEmail(first, now).addEmail(second, now));
        ConfirmationRequest request = emails.confirmations().request(id, second);
        emails.confirmations().confirm(request.token());
        emails.users().update(id, (user, now) -> user.makePrimary(second).removeEmail(first));

        require(emails.users().withEmail(second).isPresent(), "a confirmed address matches");
        require(emails.users().withEmail(first).isEmpty(), "a removed address does not match");
        List<OutboxMessage> messages = emails.outbox().claim(100, Duration.ofMinutes(1));
        require(!messages.isEmpty(), "the outbox delivers the events");
        emails.outbox().acknowledge(messages);
        emails.users().erase(id);
        require(emails.users().primaryEmail(id).isEmpty(), "an erased user has no address");
    }

    private static void require(boolean condition, String expectation) {
        if (!condition) {
            throw new IllegalStateException("not true: " + expectation);
        }
    }
}
