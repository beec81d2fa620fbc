package io.github.useremails.domain;

import static io.github.useremails.domain.ExampleUsers.ANN;
import static io.github.useremails.domain.ExampleUsers.MAIL;
import static io.github.useremails.domain.ExampleUsers.SCHOOL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.address.EmailAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserSummaryTest {

    @Test
    void linesOfTheSameUserWithEqualAddressesAreEqual() {
        UserSummary line = new UserSummary(ANN, Optional.of(MAIL), Optional.of(SCHOOL));

        assertThat(line)
                .isEqualTo(new UserSummary(
                        new UserId(1), Optional.of(EmailAddress.parse("ANN@mail.example")), Optional.of(SCHOOL)))
                .isNotEqualTo(new UserSummary(ANN, Optional.of(SCHOOL), Optional.of(MAIL)));
    }

    @Test
    void aPrintedSummaryContainsNoFullAddress() {
        assertThat(new UserSummary(ANN, Optional.of(MAIL), Optional.of(SCHOOL)).toString())
                .contains("a***@mail.example", "a***@school.example")
                .doesNotContain("ann");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRejectedByComponentName() {
        assertThatNullPointerException()
                .isThrownBy(() -> new UserSummary(null, Optional.empty(), Optional.empty()))
                .withMessage("id");
        assertThatNullPointerException()
                .isThrownBy(() -> new UserSummary(ANN, null, Optional.empty()))
                .withMessage("primaryEmail");
        assertThatNullPointerException()
                .isThrownBy(() -> new UserSummary(ANN, Optional.empty(), null))
                .withMessage("institutionManagedEmail");
    }
}
