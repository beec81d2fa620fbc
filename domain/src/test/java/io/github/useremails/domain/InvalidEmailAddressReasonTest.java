package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InvalidEmailAddressReasonTest {

    @ParameterizedTest
    @EnumSource
    void everyReasonIsExplainedInASentence(InvalidEmailAddressReason reason) {
        assertThat(reason.explanation()).matches("[A-Z][\\x20-\\x7E]+[.~]");
    }

    @Test
    void noTwoReasonsHaveTheSameExplanation() {
        assertThat(Arrays.stream(InvalidEmailAddressReason.values()).map(InvalidEmailAddressReason::explanation))
                .doesNotHaveDuplicates();
    }
}
