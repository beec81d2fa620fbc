package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmailAddressLimitsTest {

    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void theStandardLimitsAreThoseOfTheGuide() {
        EmailAddressLimits limits = EmailAddressLimits.standard();

        assertThat(limits.addresses()).isEqualTo(10);
        assertThat(limits.confirmations()).isEqualTo(5);
        assertThat(limits.confirmationValidity()).isEqualTo(DAY);
        assertThat(limits.unconfirmedValidity()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void invalidLimitsAreRejected() {
        EmailAddressLimits.Builder limits = EmailAddressLimits.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> limits.addresses(1));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.confirmations(0));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.confirmationValidity(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> limits.unconfirmedValidity(DAY.minusSeconds(1)).build());
    }
}
