package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserEmailAddressTest {

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final Instant NOW = Instant.parse("2021-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({"false, false, false", "true, false, true", "false, true, true", "true, true, true"})
    void anAddressBelongsToWhoConfirmedItOrHasItFromAnInstitution(
            boolean confirmed, boolean institutionManaged, boolean claimed) {
        UserEmailAddress address = new UserEmailAddress(
                MAIL, false, confirmed, institutionManaged, Optional.empty(), Optional.empty(), NOW);

        assertThat(address.claimed()).isEqualTo(claimed);
    }

    @Test
    void anInstitutionWithoutManagingIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UserEmailAddress(
                        MAIL, false, true, false, Optional.of(new InstitutionId(1)), Optional.empty(), NOW))
                .withMessageContaining("not institution-managed");
    }

    @Test
    void aTimeOfConfirmationWithoutConfirmationIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new UserEmailAddress(MAIL, false, false, true, Optional.empty(), Optional.of(NOW), NOW))
                .withMessageContaining("not confirmed");
    }

    @Test
    void unknownInstitutionAndTimeMayBeEmpty() {
        UserEmailAddress address =
                new UserEmailAddress(MAIL, false, true, true, Optional.empty(), Optional.empty(), NOW);

        assertThat(address.institution()).isEmpty();
        assertThat(address.confirmedAt()).isEmpty();
    }

    @Test
    void aPrintedAddressContainsNoFullAddress() {
        assertThat(ExampleUsers.institutionManaged(MAIL).toString())
                .contains("a***@mail.example")
                .doesNotContain("ann");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRejectedByComponentName() {
        Optional<InstitutionId> nobody = Optional.empty();
        Optional<Instant> never = Optional.empty();

        assertThatNullPointerException()
                .isThrownBy(() -> new UserEmailAddress(null, false, false, false, nobody, never, NOW))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> new UserEmailAddress(MAIL, false, false, false, null, never, NOW))
                .withMessage("institution");
        assertThatNullPointerException()
                .isThrownBy(() -> new UserEmailAddress(MAIL, false, false, false, nobody, null, NOW))
                .withMessage("confirmedAt");
        assertThatNullPointerException()
                .isThrownBy(() -> new UserEmailAddress(MAIL, false, false, false, nobody, never, null))
                .withMessage("createdAt");
    }
}
