package io.github.useremails.domain;

import static io.github.useremails.domain.ExampleUsers.ANN;
import static io.github.useremails.domain.ExampleUsers.INSTITUTION;
import static io.github.useremails.domain.ExampleUsers.MAIL;
import static io.github.useremails.domain.ExampleUsers.NEW;
import static io.github.useremails.domain.ExampleUsers.NOW;
import static io.github.useremails.domain.ExampleUsers.SCHOOL;
import static io.github.useremails.domain.ExampleUsers.THEN;
import static io.github.useremails.domain.ExampleUsers.aUserWithAnInstitutionManagedAddress;
import static io.github.useremails.domain.ExampleUsers.aUserWithTwoConfirmedAddresses;
import static io.github.useremails.domain.ExampleUsers.aUserWithoutAddresses;
import static io.github.useremails.domain.ExampleUsers.confirmed;
import static io.github.useremails.domain.ExampleUsers.entered;
import static io.github.useremails.domain.ExampleUsers.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.address.EmailAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules for changes that an institution makes, and how the user remains reachable. */
class InstitutionRulesTest {

    @Test
    void aClaimedAddressBelongsToTheUserUnconfirmed() {
        User user = aUserWithTwoConfirmedAddresses().claimForInstitution(NEW, INSTITUTION, NOW);

        assertThat(user.institutionManagedEmail()).contains(NEW);
        assertThat(user.emailAddress(NEW).orElseThrow())
                .isEqualTo(
                        new UserEmailAddress(NEW, false, false, true, Optional.of(INSTITUTION), Optional.empty(), NOW));
        assertThat(user.primaryEmail()).contains(MAIL);
    }

    @Test
    void aClaimedFirstAddressIsPrimary() {
        assertThat(aUserWithoutAddresses()
                        .claimForInstitution(SCHOOL, INSTITUTION, NOW)
                        .primaryEmail())
                .contains(SCHOOL);
    }

    @Test
    void aConfirmedAddressStaysConfirmedWhenClaimed() {
        User user = aUserWithTwoConfirmedAddresses().claimForInstitution(SCHOOL, INSTITUTION, NOW);

        assertThat(user.emailAddress(SCHOOL).orElseThrow().confirmedAt()).contains(THEN);
    }

    @Test
    void claimingAgainChangesNothing() {
        User user = aUserWithAnInstitutionManagedAddress();

        assertThat(user.claimForInstitution(SCHOOL, INSTITUTION, NOW)).isSameAs(user);
    }

    @Test
    void aManagedAddressWithoutInstitutionIsClaimed() {
        UserEmailAddress legacy =
                new UserEmailAddress(SCHOOL, true, false, true, Optional.empty(), Optional.empty(), THEN);
        User user = new User(ANN, List.of(legacy));

        assertThat(user.claimForInstitution(SCHOOL, INSTITUTION, NOW)
                        .emailAddress(SCHOOL)
                        .orElseThrow()
                        .institution())
                .contains(INSTITUTION);
    }

    @Test
    void aSecondClaimNeedsARelease() {
        User user = aUserWithAnInstitutionManagedAddress();
        InstitutionId other = new InstitutionId(8);

        assertThatExceptionOfType(SecondInstitutionManagedException.class)
                .isThrownBy(() -> user.claimForInstitution(NEW, INSTITUTION, NOW));
        assertThatExceptionOfType(SecondInstitutionManagedException.class)
                .isThrownBy(() -> user.claimForInstitution(SCHOOL, other, NOW));
        assertThat(user.releaseFromInstitution(SCHOOL)
                        .claimForInstitution(SCHOOL, other, NOW)
                        .institutionManagedEmail())
                .contains(SCHOOL);
    }

    @Test
    void aReleasedAddressIsUnclaimedEvenIfConfirmed() {
        User user =
                aUserWithAnInstitutionManagedAddress().confirmEmail(SCHOOL, NOW).releaseFromInstitution(SCHOOL);

        assertThat(user.emailAddress(SCHOOL)).contains(entered(SCHOOL));
        assertThat(user.institutionManagedEmail()).isEmpty();
    }

    @Test
    void releasingThePrimaryPromotesTheLongestConfirmed() {
        User graduate = new User(
                        ANN,
                        List.of(
                                institutionManaged(SCHOOL).withPrimary(true),
                                entered(EmailAddress.parse("ann@typo.example")),
                                confirmed(NEW).withConfirmation(NOW),
                                confirmed(MAIL)))
                .releaseFromInstitution(SCHOOL);

        assertThat(graduate.primaryEmail()).contains(MAIL);
    }

    @Test
    void anUnknownTimeOfConfirmationIsTheLatest() {
        UserEmailAddress legacy =
                new UserEmailAddress(NEW, false, true, false, Optional.empty(), Optional.empty(), THEN);
        User graduate = new User(ANN, List.of(institutionManaged(SCHOOL).withPrimary(true), legacy, confirmed(MAIL)))
                .releaseFromInstitution(SCHOOL);

        assertThat(graduate.primaryEmail()).contains(MAIL);
    }

    @Test
    void aReleasedOnlyAddressStaysPrimaryAndUnclaimed() {
        User graduate = new User(ANN, List.of(institutionManaged(SCHOOL).withPrimary(true), entered(MAIL)))
                .releaseFromInstitution(SCHOOL);

        assertThat(graduate.primaryEmail()).contains(SCHOOL);
        assertThat(graduate.emailAddresses()).noneMatch(UserEmailAddress::claimed);
        assertThat(graduate.confirmEmail(MAIL, NOW)
                        .makePrimary(MAIL)
                        .removeEmail(SCHOOL)
                        .primaryEmail())
                .contains(MAIL);
    }

    @Test
    void revokingThePrimaryPromotesTheManagedAddress() {
        User user = aUserWithAnInstitutionManagedAddress().revokeConfirmation(MAIL);

        assertThat(user.primaryEmail()).contains(SCHOOL);
        assertThat(user.emailAddress(MAIL).orElseThrow().claimed()).isFalse();
    }

    @Test
    void aRevokedConfirmationKeepsTheInstitution() {
        User user =
                aUserWithAnInstitutionManagedAddress().confirmEmail(SCHOOL, NOW).makePrimary(SCHOOL);

        assertThat(user.revokeConfirmation(SCHOOL).primaryEmail()).contains(SCHOOL);
        assertThat(user.revokeConfirmation(SCHOOL).institutionManagedEmail()).contains(SCHOOL);
    }

    @Test
    void revokingAnUnconfirmedAddressChangesNothing() {
        User user = aUserWithAnInstitutionManagedAddress();

        assertThat(user.revokeConfirmation(SCHOOL)).isSameAs(user);
    }

    @Test
    void releasingAnUnmanagedAddressChangesNothing() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThat(user.releaseFromInstitution(SCHOOL)).isSameAs(user);
        assertThatExceptionOfType(UnknownEmailAddressException.class)
                .isThrownBy(() -> user.releaseFromInstitution(NEW));
    }

    @Test
    void thePrimaryIsRemovedWithAReplacement() {
        User user = aUserWithTwoConfirmedAddresses().removeEmail(MAIL, SCHOOL);

        assertThat(user.emailAddresses()).containsExactly(confirmed(SCHOOL).withPrimary(true));
    }

    @Test
    void aReplacementMustBeAnotherClaimedAddress() {
        User user = aUserWithTwoConfirmedAddresses().addEmail(NEW, NOW);

        assertThatExceptionOfType(UnconfirmedPrimaryException.class).isThrownBy(() -> user.removeEmail(MAIL, NEW));
        assertThatExceptionOfType(PrimaryRequiredException.class).isThrownBy(() -> user.removeEmail(MAIL, MAIL));
        assertThatExceptionOfType(UnknownEmailAddressException.class)
                .isThrownBy(() -> user.removeEmail(MAIL, EmailAddress.parse("x@mail.example")));
        assertThatExceptionOfType(UnknownEmailAddressException.class)
                .isThrownBy(() -> user.removeEmail(EmailAddress.parse("x@mail.example"), MAIL));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRejectedByParameterName() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatNullPointerException()
                .isThrownBy(() -> user.claimForInstitution(null, INSTITUTION, NOW))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> user.claimForInstitution(NEW, null, NOW))
                .withMessage("institution");
        assertThatNullPointerException()
                .isThrownBy(() -> user.claimForInstitution(NEW, INSTITUTION, null))
                .withMessage("now");
        assertThatNullPointerException()
                .isThrownBy(() -> user.releaseFromInstitution(null))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> user.removeEmail(MAIL, null))
                .withMessage("address");
    }
}
