package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.address.InvalidEmailAddressException;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.PostgresDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AddressesTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "examples", dataSource -> Migrations.of(dataSource).migrate());

    @Test
    void anAddressHasAFormToWriteToAndAKeyToCompare() {
        // example: addresses
        EmailAddress address = EmailAddress.parse("Ann+news@b\u00fccher.example");

        assertThat(address.value()).isEqualTo("Ann+news@xn--bcher-kva.example"); // deliver to
        assertThat(address.normalized()).isEqualTo("ann+news@xn--bcher-kva.example"); // compare
        assertThat(address.toString()).isEqualTo("A***@xn--bcher-kva.example"); // log
        assertThat(address).isEqualTo(EmailAddress.parse("ANN+NEWS@xn--bcher-kva.example"));
        assertThat(EmailAddress.tryParse("ann@")).isEmpty();
        try {
            EmailAddress.parse(" ann@mail.example");
        } catch (InvalidEmailAddressException e) {
            assertThat(e.reason()).isNotNull(); // an enum, for your own message
        }
        // end
    }

    @Test
    void anAddressIsSpelledInAnotherWay() {
        PostgresUserEmails emails = PostgresUserEmails.over(database.dataSource());
        UserId ann =
                emails.users().register(EmailAddress.parse("ann@mail.example")).id();

        // example: respelling
        EmailAddress spelling = EmailAddress.parse("Ann@mail.example");

        emails.users().update(ann, (user, now) -> user.respellEmail(spelling));
        // end
        assertThat(emails.users().primaryEmail(ann).map(EmailAddress::value)).contains("Ann@mail.example");
    }
}
