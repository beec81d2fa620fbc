package io.github.useremails.domain.institution;

import static io.github.useremails.domain.ExampleUsers.INSTITUTION;
import static io.github.useremails.domain.ExampleUsers.MAIL;
import static io.github.useremails.domain.ExampleUsers.NOW;
import static io.github.useremails.domain.ExampleUsers.SCHOOL;
import static io.github.useremails.domain.ExampleUsers.aUserWithTwoConfirmedAddresses;
import static io.github.useremails.domain.ExampleUsers.aUserWithoutAddresses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.domain.DomainNotVerifiedException;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.SecondInstitutionManagedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.address.EmailAddress;
import org.junit.jupiter.api.Test;

/** The changes that an institution may make, and their restriction to its domains. */
class InstitutionTest {

    private static final EmailAddress SECOND = EmailAddress.parse("ann.smith@school.example");

    private final Institution school = Institution.of(INSTITUTION, VerifiedDomain.of("school.example"));

    @Test
    void anInstitutionClaimsInItsDomains() {
        assertThat(school.claim(aUserWithoutAddresses(), SECOND, NOW).institutionManagedEmail())
                .contains(SECOND);
    }

    @Test
    void anInstitutionClaimsNothingInOtherDomains() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatExceptionOfType(DomainNotVerifiedException.class)
                .isThrownBy(() -> school.claim(user, MAIL, NOW))
                .withNoCause();
        assertThatExceptionOfType(DomainNotVerifiedException.class).isThrownBy(() -> school.move(user, MAIL, NOW));
    }

    @Test
    void anInstitutionWithoutDomainsClaimsNothing() {
        Institution none = Institution.of(INSTITUTION);

        assertThatExceptionOfType(DomainNotVerifiedException.class)
                .isThrownBy(() -> none.claim(aUserWithoutAddresses(), SECOND, NOW));
    }

    @Test
    void aMovedAddressIsManagedAndTheOldOneReleased() {
        EmailAddress first = EmailAddress.parse("ann@school.example");
        User user = school.claim(aUserWithTwoConfirmedAddresses(), first, NOW);

        User moved = school.move(user, SECOND, NOW);

        assertThat(moved.institutionManagedEmail()).contains(SECOND);
        assertThat(moved.emailAddress(first).orElseThrow().claimed()).isFalse();
        assertThat(moved.primaryEmail()).contains(MAIL);
    }

    @Test
    void theNewAddressIsPrimaryIfThereIsNoOther() {
        EmailAddress first = EmailAddress.parse("ann@school.example");
        User user = school.claim(aUserWithoutAddresses(), first, NOW);

        assertThat(school.move(user, SECOND, NOW).primaryEmail()).contains(SECOND);
    }

    @Test
    void theLongestConfirmedAddressReplacesTheOldPrimary() {
        EmailAddress first = EmailAddress.parse("ann@school.example");
        User user = school.claim(aUserWithTwoConfirmedAddresses(), first, NOW).makePrimary(first);

        assertThat(school.move(user, SECOND, NOW).primaryEmail()).contains(MAIL);
    }

    @Test
    void movingToTheSameAddressChangesNothing() {
        User user = school.claim(aUserWithTwoConfirmedAddresses(), SECOND, NOW);

        assertThat(school.move(user, SECOND, NOW)).isSameAs(user);
    }

    @Test
    void aUserWithoutInstitutionIsClaimed() {
        assertThat(school.move(aUserWithTwoConfirmedAddresses(), SECOND, NOW).institutionManagedEmail())
                .contains(SECOND);
    }

    @Test
    void aUserOfAnotherInstitutionIsNotMoved() {
        User user = aUserWithTwoConfirmedAddresses().claimForInstitution(SCHOOL, new InstitutionId(8), NOW);

        assertThatExceptionOfType(SecondInstitutionManagedException.class)
                .isThrownBy(() -> school.move(user, SECOND, NOW));
    }
}
