package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserTest {

    private static final UserId ANN = new UserId(1);
    private static final Instant THEN = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2021-01-01T00:00:00Z");
    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    private static final EmailAddress NEW = EmailAddress.parse("ann@new.example");

    @Test
    void theFirstAddressIsPrimaryAndUnconfirmed() {
        User user = aUserWithoutAddresses().addEmail(MAIL, NOW);

        assertThat(user.emailAddresses())
                .containsExactly(
                        new UserEmailAddress(MAIL, true, false, false, Optional.empty(), Optional.empty(), NOW));
    }

    @Test
    void aFurtherAddressComesLastAndChangesNothingElse() {
        User before = aUserWithTwoConfirmedAddresses();
        User user = before.addEmail(NEW, NOW);

        assertThat(user.emailAddresses()).startsWith(before.emailAddresses().toArray(UserEmailAddress[]::new));
        assertThat(user.emailAddresses().get(2)).isEqualTo(entered(NEW));
        assertThat(user.primaryEmail()).contains(MAIL);
    }

    @Test
    void anAddressIsNotAddedTwiceInAnySpelling() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatExceptionOfType(DuplicateEmailAddressException.class)
                .isThrownBy(() -> user.addEmail(EmailAddress.parse("ANN@SCHOOL.example"), NOW));
    }

    @Test
    void aConfirmedAddressIsClaimedSinceThen() {
        User user = aUserWithTwoConfirmedAddresses().addEmail(NEW, THEN).confirmEmail(NEW, NOW);

        UserEmailAddress confirmed = user.emailAddress(NEW).orElseThrow();
        assertThat(confirmed.confirmed()).isTrue();
        assertThat(confirmed.claimed()).isTrue();
        assertThat(confirmed.confirmedAt()).contains(NOW);
        assertThat(confirmed.createdAt()).isEqualTo(THEN);
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
        assertThat(user.emailAddress(SCHOOL).flatMap(UserEmailAddress::institution))
                .contains(new InstitutionId(7));
    }

    @Test
    void aConfirmedAddressCanBecomePrimary() {
        User user = aUserWithTwoConfirmedAddresses().makePrimary(SCHOOL);

        assertThat(user.primaryEmail()).contains(SCHOOL);
        assertThat(user.emailAddress(MAIL).orElseThrow().primary()).isFalse();
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
    void makingThePrimaryPrimaryChangesNothingEvenUnconfirmed() {
        User user = aUserWithoutAddresses().addEmail(NEW, NOW);

        assertThat(user.makePrimary(NEW)).isSameAs(user);
    }

    @Test
    void anAddressThatIsNotPrimaryCanBeRemoved() {
        User user = aUserWithTwoConfirmedAddresses().removeEmail(SCHOOL);

        assertThat(user.emailAddresses()).extracting(UserEmailAddress::address).containsExactly(MAIL);
    }

    @Test
    void thePrimaryCannotBeRemovedNotEvenAsTheOnlyOne() {
        assertThatExceptionOfType(PrimaryRequiredException.class)
                .isThrownBy(() -> aUserWithTwoConfirmedAddresses().removeEmail(MAIL));
        assertThatExceptionOfType(PrimaryRequiredException.class)
                .isThrownBy(() -> aUserWithoutAddresses().addEmail(MAIL, NOW).removeEmail(MAIL));
    }

    @Test
    void anAddressOfNobodyCanBeNeitherConfirmedNorPromotedNorRemoved() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatExceptionOfType(UnknownEmailAddressException.class).isThrownBy(() -> user.confirmEmail(NEW, NOW));
        assertThatExceptionOfType(UnknownEmailAddressException.class).isThrownBy(() -> user.makePrimary(NEW));
        assertThatExceptionOfType(UnknownEmailAddressException.class).isThrownBy(() -> user.removeEmail(NEW));
    }

    @Test
    void aRuleLeavesTheUserItWasAskedOf() {
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
    void aUserIsNotChangedThroughItsList() {
        List<UserEmailAddress> addresses = new ArrayList<>(List.of(confirmed(MAIL, true)));
        User user = new User(ANN, addresses);

        addresses.clear();

        assertThat(user.emailAddresses()).hasSize(1).isUnmodifiable();
    }

    @Test
    void aUserWithoutAddressesHasNoneOfEither() {
        assertThat(aUserWithoutAddresses().primaryEmail()).isEmpty();
        assertThat(aUserWithoutAddresses().institutionManagedEmail()).isEmpty();
        assertThat(aUserWithoutAddresses().emailAddress(MAIL)).isEmpty();
    }

    @Test
    void aUserThatBreaksARuleCannotBeMade() {
        UserEmailAddress mail = confirmed(MAIL, true);
        UserEmailAddress school = confirmed(SCHOOL, true);
        UserEmailAddress managed = institutionManaged(SCHOOL);
        UserEmailAddress managedToo = institutionManaged(NEW);

        assertThatExceptionOfType(DuplicateEmailAddressException.class)
                .isThrownBy(() -> new User(ANN, List.of(mail, mail)));
        assertThatExceptionOfType(SecondPrimaryException.class).isThrownBy(() -> new User(ANN, List.of(mail, school)));
        assertThatExceptionOfType(SecondInstitutionManagedException.class)
                .isThrownBy(() -> new User(ANN, List.of(mail, managed, managedToo)));
    }

    @Test
    void aUserWithoutAPrimaryCanBeReadAndMended() {
        User user = new User(ANN, List.of(confirmed(MAIL, false)));

        assertThat(user.primaryEmail()).isEmpty();
        assertThat(user.makePrimary(MAIL).primaryEmail()).contains(MAIL);
    }

    @Test
    void printingAUserShowsNoAddressInFull() {
        assertThat(aUserWithTwoConfirmedAddresses().toString())
                .contains("a***@mail.example")
                .doesNotContain("ann@");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRefusedByTheNameOfTheParameter() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatNullPointerException()
                .isThrownBy(() -> new User(null, List.of()))
                .withMessage("id");
        assertThatNullPointerException().isThrownBy(() -> new User(ANN, null)).withMessage("emailAddresses");
        assertThatNullPointerException()
                .isThrownBy(() -> new User(ANN, Collections.singletonList(null)))
                .withMessageContaining("emailAddresses");
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
        assertThatNullPointerException()
                .isThrownBy(() -> user.emailAddress(null))
                .withMessage("address");
    }

    private static User aUserWithoutAddresses() {
        return new User(ANN, List.of());
    }

    private static User aUserWithTwoConfirmedAddresses() {
        return new User(ANN, List.of(confirmed(MAIL, true), confirmed(SCHOOL, false)));
    }

    private static User aUserWithAnInstitutionManagedAddress() {
        return new User(ANN, List.of(confirmed(MAIL, true), institutionManaged(SCHOOL)));
    }

    private static UserEmailAddress confirmed(EmailAddress address, boolean primary) {
        return new UserEmailAddress(address, primary, true, false, Optional.empty(), Optional.of(THEN), THEN);
    }

    private static UserEmailAddress institutionManaged(EmailAddress address) {
        return new UserEmailAddress(
                address, false, false, true, Optional.of(new InstitutionId(7)), Optional.empty(), THEN);
    }

    private static UserEmailAddress entered(EmailAddress address) {
        return new UserEmailAddress(address, false, false, false, Optional.empty(), Optional.empty(), NOW);
    }
}
