package io.github.useremails.domain.institution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.address.InvalidEmailAddressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedDomainTest {

    @Test
    void aDomainCoversItsOwnAddressesInAnySpelling() {
        VerifiedDomain domain = VerifiedDomain.of("Northfield.EXAMPLE");

        assertThat(domain.covers(EmailAddress.parse("Ann@northfield.Example"))).isTrue();
        assertThat(domain.domain().value()).isEqualTo("northfield.example");
    }

    @Test
    void aDomainInItsOwnScriptEqualsItsALabel() {
        assertThat(VerifiedDomain.of("münchen.example")).isEqualTo(VerifiedDomain.of("xn--mnchen-3ya.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@students.northfield.example",
                "ann@othernorthfield.example",
                "ann@northfield.example.evil.example",
                "northfield.example@evil.example"
            })
    void aDomainWithoutSubdomainsCoversNothingElse(String address) {
        assertThat(VerifiedDomain.of("northfield.example").covers(EmailAddress.parse(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann@northfield.example", "ann@students.northfield.example", "ann@a.b.northfield.example"})
    void aDomainWithSubdomainsCoversThem(String address) {
        VerifiedDomain domain = VerifiedDomain.of("northfield.example").withSubdomains();

        assertThat(domain.covers(EmailAddress.parse(address))).isTrue();
    }

    @Test
    void aNameWithTheSameEndingIsNotASubdomain() {
        VerifiedDomain domain = VerifiedDomain.of("northfield.example").withSubdomains();

        assertThat(domain.covers(EmailAddress.parse("ann@othernorthfield.example")))
                .isFalse();
    }

    @Test
    void textThatIsNotAnAddressIsNotCovered() {
        VerifiedDomain domain = VerifiedDomain.of("northfield.example").withSubdomains();

        assertThat(domain.covers(EmailAddress.stored("northfield", "northfield")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example", "north field.example", "-a.example", "127.0.0.1", "*.northfield.example"})
    void anInvalidDomainIsRejected(String name) {
        assertThatExceptionOfType(InvalidEmailAddressException.class).isThrownBy(() -> VerifiedDomain.of(name));
    }
}
