package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.confirmation.PendingConfirmation;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConfirmationsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "examples", dataSource -> Migrations.of(dataSource).migrate());

    private final DataSource dataSource = database.dataSource();

    @Test
    void anAddressIsConfirmedByTheLinkThatWasSentThere() {
        // example: confirming
        PostgresUserEmails emails = PostgresUserEmails.over(dataSource);
        EmailConfirmations confirmations = emails.confirmations();
        EmailAddress mail = EmailAddress.parse("ann@mail.example");
        UserId ann = emails.users().register(mail).id();

        // Send the token to the address, after the commit.
        ConfirmationRequest request = confirmations.request(ann, mail);
        String link = "https://app.example/confirm/" + request.token().value();

        // The link leads to a page with a button: programs that check mail follow links, too.
        ConfirmationToken token = ConfirmationToken.tryParse(link.substring(link.lastIndexOf('/') + 1))
                .orElseThrow();
        Optional<PendingConfirmation> pending = confirmations.peek(token);

        // The button confirms; ann is signed in.
        ConfirmationOutcome outcome = confirmations.confirm(token, ann);
        if (outcome instanceof ConfirmationOutcome.Confirmed confirmed) {
            assertThat(confirmed.address()).isEqualTo(mail);
        }
        // end
        assertThat(pending).isPresent();
        assertThat(outcome).isInstanceOf(ConfirmationOutcome.Confirmed.class);
        assertThat(emails.users().withEmail(mail)).map(User::id).contains(ann);
    }
}
