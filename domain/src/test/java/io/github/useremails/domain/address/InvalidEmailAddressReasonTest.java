package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InvalidEmailAddressReasonTest {

    @ParameterizedTest
    @EnumSource
    void everyReasonIsExplainedInASentence(InvalidEmailAddressReason reason) {
        assertThat(reason.explanation()).matches("[A-Z][\\x20-\\x7E]+[.~]");
    }

    /** A message may mention the "@", but only in quotation marks and on its own. */
    @ParameterizedTest
    @EnumSource
    void anExceptionContainsItsReasonAndNoAddress(InvalidEmailAddressReason reason) {
        InvalidEmailAddressException error = new InvalidEmailAddressException(reason);

        assertThat(error).hasNoCause();
        assertThat(error.reason()).isEqualTo(reason);
        assertThat(Objects.requireNonNull(error.getMessage()).replace("\"@\"", ""))
                .isNotBlank()
                .doesNotContain("@");
    }

    @Test
    void noTwoReasonsHaveTheSameExplanation() {
        assertThat(Arrays.stream(InvalidEmailAddressReason.values()).map(InvalidEmailAddressReason::explanation))
                .doesNotHaveDuplicates();
    }
}
