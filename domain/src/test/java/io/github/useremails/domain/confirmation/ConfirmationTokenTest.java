package io.github.useremails.domain.confirmation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmationTokenTest {

    private static final byte[] RANDOM = new byte[32];

    static {
        Arrays.fill(RANDOM, (byte) 0xfb);
    }

    @Test
    void aTokenNeedsNoEscapingInALink() {
        assertThat(ConfirmationToken.of(RANDOM).value()).hasSize(43).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void aTokenIsParsedFromItsLink() {
        ConfirmationToken token = ConfirmationToken.of(RANDOM);

        assertThat(ConfirmationToken.tryParse(token.value())).contains(token);
        assertThat(token)
                .hasSameHashCodeAs(ConfirmationToken.of(RANDOM))
                .isNotEqualTo(ConfirmationToken.of(new byte[32]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", " ", "'; drop table users; --", "\u0000", "\ud800"})
    void otherTextIsNotAToken(String text) {
        assertThat(ConfirmationToken.tryParse(text)).isEmpty();
        assertThat(ConfirmationToken.tryParse(ConfirmationToken.of(RANDOM).value() + text + "x"))
                .isEmpty();
    }

    @Test
    void aPrintedTokenOrRequestDoesNotRevealTheSecret() {
        ConfirmationToken token = ConfirmationToken.of(RANDOM);
        ConfirmationRequest request =
                new ConfirmationRequest(EmailAddress.parse("ann@mail.example"), token, Instant.EPOCH);

        assertThat(token.toString()).doesNotContain(token.value());
        assertThat(request.toString()).doesNotContain(token.value()).doesNotContain("ann@");
    }

    @Test
    void aTokenHas256Bits() {
        assertThatIllegalArgumentException().isThrownBy(() -> ConfirmationToken.of(new byte[31]));
        assertThatIllegalArgumentException().isThrownBy(() -> ConfirmationToken.of(new byte[33]));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRejectedByParameterName() {
        assertThatNullPointerException()
                .isThrownBy(() -> ConfirmationToken.tryParse(null))
                .withMessage("text");
        assertThatNullPointerException()
                .isThrownBy(() -> new ConfirmationRequest(EmailAddress.parse("a@b.example"), null, Instant.EPOCH))
                .withMessage("token");
    }
}
