package io.github.useremails.domain;

import static io.github.useremails.domain.ExampleUsers.ANN;
import static io.github.useremails.domain.ExampleUsers.INSTITUTION;
import static io.github.useremails.domain.ExampleUsers.MAIL;
import static io.github.useremails.domain.ExampleUsers.NEW;
import static io.github.useremails.domain.ExampleUsers.NOW;
import static io.github.useremails.domain.ExampleUsers.SCHOOL;
import static io.github.useremails.domain.ExampleUsers.aUserWithAnInstitutionManagedAddress;
import static io.github.useremails.domain.ExampleUsers.aUserWithTwoConfirmedAddresses;
import static io.github.useremails.domain.ExampleUsers.aUserWithoutAddresses;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserEmailEvent.Added;
import io.github.useremails.domain.UserEmailEvent.ClaimedForInstitution;
import io.github.useremails.domain.UserEmailEvent.ConfirmationLost;
import io.github.useremails.domain.UserEmailEvent.Confirmed;
import io.github.useremails.domain.UserEmailEvent.PrimaryChanged;
import io.github.useremails.domain.UserEmailEvent.ReleasedFromInstitution;
import io.github.useremails.domain.UserEmailEvent.Removed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserEmailEventTest {

    @Test
    void noChangeHasNoEvents() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThat(UserEmailEvent.between(user, user)).isEmpty();
    }

    @Test
    void theFirstAddressIsAddedAndPrimary() {
        User before = aUserWithoutAddresses();

        assertThat(UserEmailEvent.between(before, before.addEmail(MAIL, NOW)))
                .containsExactly(new Added(ANN, MAIL), new PrimaryChanged(ANN, Optional.empty(), Optional.of(MAIL)));
    }

    @Test
    void aNewPrimaryHasBothAddressesInItsEvent() {
        User before = aUserWithTwoConfirmedAddresses();
        User after = before.addEmail(NEW, NOW).confirmEmail(NEW, NOW).removeEmail(MAIL, NEW);

        assertThat(UserEmailEvent.between(before, after))
                .containsExactly(
                        new Added(ANN, NEW),
                        new Confirmed(ANN, NEW),
                        new PrimaryChanged(ANN, Optional.of(MAIL), Optional.of(NEW)),
                        new Removed(ANN, MAIL));
    }

    @Test
    void aClaimAndAReleaseHaveEvents() {
        User before = aUserWithTwoConfirmedAddresses();
        User claimed = before.claimForInstitution(NEW, INSTITUTION, NOW);

        assertThat(UserEmailEvent.between(before, claimed))
                .containsExactly(new Added(ANN, NEW), new ClaimedForInstitution(ANN, NEW));
        assertThat(UserEmailEvent.between(claimed, claimed.releaseFromInstitution(NEW)))
                .containsExactly(new ReleasedFromInstitution(ANN, NEW, true));
    }

    @Test
    void aReleaseReportsAnUnreachableUser() {
        User student = aUserWithoutAddresses().claimForInstitution(SCHOOL, INSTITUTION, NOW);
        User confirmed = student.confirmEmail(SCHOOL, NOW);

        assertThat(UserEmailEvent.between(confirmed, confirmed.releaseFromInstitution(SCHOOL)))
                .isEqualTo(List.of(new ConfirmationLost(ANN, SCHOOL), new ReleasedFromInstitution(ANN, SCHOOL, false)));
    }

    @Test
    void aManagedAddressThatIsRemovedIsReleased() {
        User student = aUserWithAnInstitutionManagedAddress();

        assertThat(UserEmailEvent.between(student, student.leaveInstitution(SCHOOL)))
                .containsExactly(new ReleasedFromInstitution(ANN, SCHOOL, true), new Removed(ANN, SCHOOL));
    }

    @Test
    void aGraduateWithAnotherAddressIsReachable() {
        User student = aUserWithAnInstitutionManagedAddress().makePrimary(SCHOOL);

        assertThat(UserEmailEvent.between(student, student.releaseFromInstitution(SCHOOL)))
                .containsExactly(
                        new ReleasedFromInstitution(ANN, SCHOOL, true),
                        new PrimaryChanged(ANN, Optional.of(SCHOOL), Optional.of(MAIL)));
    }

    @Test
    void aPrintedEventContainsNoFullAddress() {
        assertThat(new PrimaryChanged(ANN, Optional.of(MAIL), Optional.of(SCHOOL)).toString())
                .contains("a***@mail.example")
                .doesNotContain("ann@");
    }
}
