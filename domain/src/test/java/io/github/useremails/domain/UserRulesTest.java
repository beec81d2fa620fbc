package io.github.useremails.domain;

import static io.github.useremails.domain.ExampleUsers.ANN;
import static io.github.useremails.domain.ExampleUsers.INSTITUTION;
import static io.github.useremails.domain.ExampleUsers.MAIL;
import static io.github.useremails.domain.ExampleUsers.NEW;
import static io.github.useremails.domain.ExampleUsers.NOW;
import static io.github.useremails.domain.ExampleUsers.SCHOOL;
import static io.github.useremails.domain.ExampleUsers.THEN;
import static io.github.useremails.domain.ExampleUsers.aUserWithAnInstitutionManagedAddress;
import static io.github.useremails.domain.ExampleUsers.aUserWithAnUnconfirmedAddress;
import static io.github.useremails.domain.ExampleUsers.aUserWithTwoConfirmedAddresses;
import static io.github.useremails.domain.ExampleUsers.aUserWithoutAPrimaryAddress;
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

/** The rules for changes that a user makes. */
class UserRulesTest {

    @Test
    void theFirstAddressIsPrimaryAndUnconfirmed() {
        User user = aUserWithoutAddresses().addEmail(MAIL, NOW);

        assertThat(user.emailAddresses())
                .containsExactly(
                        new UserEmailAddress(MAIL, true, false, false, Optional.empty(), Optional.empty(), NOW));
    }

    @Test
    void anotherAddressIsLastAndChangesNothingElse() {
        User before = aUserWithTwoConfirmedAddresses();
        User user = before.addEmail(NEW, NOW);

        assertThat(user.emailAddresses()).startsWith(before.emailAddresses().toArray(UserEmailAddress[]::new));
        assertThat(user.emailAddresses().get(2)).isEqualTo(UserEmailAddress.entered(NEW, false, NOW));
        assertThat(user.primaryEmail()).contains(MAIL);
    }

    @Test
    void anAddressIsNotAddedTwiceInAnySpelling() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatExceptionOfType(DuplicateEmailAddressException.class)
                .isThrownBy(() -> user.addEmail(EmailAddress.parse("ANN@SCHOOL.example"), NOW));
    }

    @Test
    void anAddressAddedToAUserWithoutAPrimaryIsPrimary() {
        User user = aUserWithoutAPrimaryAddress().addEmail(NEW, NOW);

        assertThat(user.primaryEmail()).contains(NEW);
        assertThat(user.emailAddresses())
                .startsWith(aUserWithoutAPrimaryAddress().emailAddresses().toArray(UserEmailAddress[]::new));
    }

    @Test
    void aConfirmedAddressIsClaimed() {
        User user = aUserWithTwoConfirmedAddresses().addEmail(NEW, THEN).confirmEmail(NEW, NOW);

        UserEmailAddress confirmed = user.emailAddress(NEW).orElseThrow();
        assertThat(confirmed.confirmed()).isTrue();
        assertThat(confirmed.claimed()).isTrue();
        assertThat(confirmed.confirmedAt()).contains(NOW);
        assertThat(confirmed.createdAt()).isEqualTo(THEN);
    }

    @Test
    void confirmingKeepsOtherAddressesAndTheOrder() {
        User before =
                new User(ANN, List.of(institutionManaged(SCHOOL), entered(MAIL).withPrimary(true), confirmed(NEW)));

        User user = before.confirmEmail(MAIL, NOW);

        assertThat(user.emailAddresses())
                .containsExactly(
                        institutionManaged(SCHOOL),
                        new UserEmailAddress(MAIL, true, true, false, Optional.empty(), Optional.of(NOW), THEN),
                        confirmed(NEW));
    }

    @Test
    void aRuleMatchesAnySpellingAndKeepsTheStoredOne() {
        EmailAddress otherSpelling = EmailAddress.parse("ANN@School.example");

        User user = aUserWithAnInstitutionManagedAddress()
                .confirmEmail(otherSpelling, NOW)
                .makePrimary(otherSpelling);

        UserEmailAddress school = user.emailAddress(otherSpelling).orElseThrow();
        assertThat(school.confirmed()).isTrue();
        assertThat(school.primary()).isTrue();
        assertThat(school.address().value()).isEqualTo(SCHOOL.value());
        assertThat(user.makePrimary(MAIL).leaveInstitution(otherSpelling).emailAddresses())
                .hasSize(1);
    }

    @Test
    void respellingKeepsEverythingElse() {
        EmailAddress spelling = EmailAddress.parse("Ann@School.example");
        User before = aUserWithAnInstitutionManagedAddress()
                .confirmEmail(SCHOOL, THEN)
                .makePrimary(SCHOOL);

        User user = before.respellEmail(spelling);

        assertThat(user.primaryEmail().orElseThrow().value()).isEqualTo("Ann@school.example");
        assertThat(user).isEqualTo(before);
    }

    @Test
    void respellingWithTheSameSpellingReturnsTheSameUser() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThat(user.respellEmail(EmailAddress.parse("ann@School.example"))).isSameAs(user);
    }

    @Test
    void anotherAddressIsNotASpelling() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatExceptionOfType(UnknownEmailAddressException.class).isThrownBy(() -> user.respellEmail(NEW));
    }

    @Test
    void confirmingAgainKeepsTheFirstTime() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThat(user.confirmEmail(SCHOOL, NOW)).isSameAs(user);
    }

    @Test
    void anInstitutionManagedAddressCanBeConfirmedAndStaysManaged() {
        User user = aUserWithAnInstitutionManagedAddress().confirmEmail(SCHOOL, NOW);

        assertThat(user.institutionManagedEmail()).contains(SCHOOL);
        assertThat(user.emailAddress(SCHOOL))
                .contains(new UserEmailAddress(
                        SCHOOL, false, true, true, Optional.of(INSTITUTION), Optional.of(NOW), THEN));
    }

    @Test
    void aConfirmedAddressCanBecomePrimary() {
        User user = aUserWithTwoConfirmedAddresses().makePrimary(SCHOOL);

        assertThat(user.primaryEmail()).contains(SCHOOL);
        assertThat(user.emailAddresses())
                .containsExactly(confirmed(MAIL), confirmed(SCHOOL).withPrimary(true));
    }

    @Test
    void anInstitutionManagedAddressCanBecomePrimaryUnconfirmed() {
        assertThat(aUserWithAnInstitutionManagedAddress().makePrimary(SCHOOL).primaryEmail())
                .contains(SCHOOL);
    }

    @Test
    void anUnconfirmedAddressCannotBecomePrimary() {
        User user = aUserWithTwoConfirmedAddresses().addEmail(NEW, NOW);

        assertThatExceptionOfType(UnconfirmedPrimaryException.class).isThrownBy(() -> user.makePrimary(NEW));
    }

    @Test
    void makingThePrimaryAddressPrimaryChangesNothing() {
        User user = aUserWithAnUnconfirmedAddress();

        assertThat(user.makePrimary(MAIL)).isSameAs(user);
    }

    @Test
    void anAddressThatIsNotPrimaryCanBeRemoved() {
        User user = aUserWithTwoConfirmedAddresses().removeEmail(SCHOOL);

        assertThat(user.emailAddresses()).containsExactly(confirmed(MAIL).withPrimary(true));
    }

    @Test
    void anInstitutionManagedAddressCannotBeRemoved() {
        User user = aUserWithAnInstitutionManagedAddress();

        assertThatExceptionOfType(InstitutionManagedException.class).isThrownBy(() -> user.removeEmail(SCHOOL));
        assertThat(user.releaseFromInstitution(SCHOOL).removeEmail(SCHOOL)).isEqualTo(user.leaveInstitution(SCHOOL));
    }

    @Test
    void leavingAnInstitutionRemovesTheAddress() {
        User user = aUserWithAnInstitutionManagedAddress().leaveInstitution(SCHOOL);

        assertThat(user.institutionManagedEmail()).isEmpty();
        assertThat(user.emailAddress(SCHOOL)).isEmpty();
    }

    @Test
    void aUserWithoutInstitutionCannotLeaveIt() {
        assertThatExceptionOfType(UnknownEmailAddressException.class)
                .isThrownBy(() -> aUserWithTwoConfirmedAddresses().leaveInstitution(SCHOOL));
    }

    @Test
    void thePrimaryAddressCannotBeRemoved() {
        assertThatExceptionOfType(PrimaryRequiredException.class)
                .isThrownBy(() -> aUserWithTwoConfirmedAddresses().removeEmail(MAIL));
        assertThatExceptionOfType(PrimaryRequiredException.class)
                .isThrownBy(() -> aUserWithAnUnconfirmedAddress().removeEmail(MAIL));
    }

    @Test
    void anUnknownAddressCannotBeChanged() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatExceptionOfType(UnknownEmailAddressException.class).isThrownBy(() -> user.confirmEmail(NEW, NOW));
        assertThatExceptionOfType(UnknownEmailAddressException.class).isThrownBy(() -> user.makePrimary(NEW));
        assertThatExceptionOfType(UnknownEmailAddressException.class).isThrownBy(() -> user.removeEmail(NEW));
    }

    @Test
    void aRuleDoesNotModifyTheOriginalUser() {
        User user = aUserWithTwoConfirmedAddresses();
        User before = aUserWithTwoConfirmedAddresses();

        assertThat(user.addEmail(NEW, NOW)
                        .confirmEmail(NEW, NOW)
                        .makePrimary(NEW)
                        .removeEmail(MAIL))
                .isNotEqualTo(before);
        assertThat(user).isEqualTo(before);
    }

    @Test
    void aUserWithoutAPrimaryCanBeReadAndRepaired() {
        User user = aUserWithoutAPrimaryAddress();

        assertThat(user.primaryEmail()).isEmpty();
        assertThat(user.makePrimary(MAIL).primaryEmail()).contains(MAIL);
        assertThat(user.removeEmail(SCHOOL).removeEmail(MAIL)).isEqualTo(aUserWithoutAddresses());
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRejectedByParameterName() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatNullPointerException()
                .isThrownBy(() -> user.addEmail(null, NOW))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> user.addEmail(NEW, null))
                .withMessage("now");
        assertThatNullPointerException()
                .isThrownBy(() -> user.confirmEmail(null, NOW))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> user.confirmEmail(MAIL, null))
                .withMessage("now");
        assertThatNullPointerException()
                .isThrownBy(() -> user.makePrimary(null))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> user.removeEmail(null))
                .withMessage("address");
    }
}
