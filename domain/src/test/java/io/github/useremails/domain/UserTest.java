package io.github.useremails.domain;

import static io.github.useremails.domain.ExampleUsers.ANN;
import static io.github.useremails.domain.ExampleUsers.MAIL;
import static io.github.useremails.domain.ExampleUsers.NEW;
import static io.github.useremails.domain.ExampleUsers.SCHOOL;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Properties of a user that hold after any change. */
class UserTest {

    @Test
    void aUserIsNotChangedThroughItsList() {
        List<UserEmailAddress> addresses =
                new ArrayList<>(List.of(confirmed(MAIL).withPrimary(true)));
        User user = new User(ANN, addresses);

        addresses.clear();

        assertThat(user.emailAddresses()).hasSize(1).isUnmodifiable();
    }

    @Test
    void aUserWithoutAddressesHasNeitherOfThem() {
        assertThat(aUserWithoutAddresses().primaryEmail()).isEmpty();
        assertThat(aUserWithoutAddresses().institutionManagedEmail()).isEmpty();
        assertThat(aUserWithoutAddresses().emailAddress(MAIL)).isEmpty();
    }

    @Test
    void primaryAndInstitutionManagedEmailAreReturned() {
        User user = aUserWithAnInstitutionManagedAddress();

        assertThat(user.primaryEmail()).contains(MAIL);
        assertThat(user.institutionManagedEmail()).contains(SCHOOL);
        assertThat(aUserWithTwoConfirmedAddresses().institutionManagedEmail()).isEmpty();
        assertThat(user.makePrimary(SCHOOL).primaryEmail()).isEqualTo(user.institutionManagedEmail());
    }

    @Test
    void aUserThatBreaksARuleCannotBeCreated() {
        UserEmailAddress mail = confirmed(MAIL).withPrimary(true);
        UserEmailAddress mailAgain = entered(EmailAddress.parse("ANN@Mail.example"));
        UserEmailAddress school = confirmed(SCHOOL).withPrimary(true);
        UserEmailAddress managed = institutionManaged(SCHOOL);
        UserEmailAddress managedToo = institutionManaged(NEW);

        assertThatExceptionOfType(DuplicateEmailAddressException.class)
                .isThrownBy(() -> new User(ANN, List.of(mail, mailAgain)));
        assertThatExceptionOfType(SecondPrimaryException.class).isThrownBy(() -> new User(ANN, List.of(mail, school)));
        assertThatExceptionOfType(SecondInstitutionManagedException.class)
                .isThrownBy(() -> new User(ANN, List.of(mail, managed, managedToo)));
    }

    @Test
    void aPrintedUserContainsNoFullAddress() {
        assertThat(aUserWithTwoConfirmedAddresses().toString())
                .contains("a***@mail.example")
                .doesNotContain("ann");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRejectedByParameterName() {
        User user = aUserWithTwoConfirmedAddresses();

        assertThatNullPointerException()
                .isThrownBy(() -> new User(null, List.of()))
                .withMessage("id");
        assertThatNullPointerException().isThrownBy(() -> new User(ANN, null)).withMessage("emailAddresses");
        assertThatNullPointerException()
                .isThrownBy(() -> new User(ANN, Collections.singletonList(null)))
                .withMessageContaining("emailAddresses");
        assertThatNullPointerException()
                .isThrownBy(() -> user.emailAddress(null))
                .withMessage("address");
    }
}
