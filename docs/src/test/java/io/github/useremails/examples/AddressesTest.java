package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.InvalidEmailAddressException;
import org.junit.jupiter.api.Test;

class AddressesTest {

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
}
