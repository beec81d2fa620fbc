package io.github.useremails.persistence.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WritePositionTest {

    @ParameterizedTest
    @ValueSource(strings = {"1-0/0", "1-16/B374D848", "12-0/3000060", "4294967295-7FFFFFFF/FFFFFFFF"})
    void theTextFormIsReadBack(String text) {
        assertThat(WritePosition.parse(text)).hasToString(text);
        assertThat(WritePosition.tryParse(text)).contains(WritePosition.parse(text));
    }

    @Test
    void theTextIsThatOfPostgres() {
        assertThat(new WritePosition(2, 0x16_B374D848L)).hasToString("2-16/B374D848");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1-",
                "1-0",
                "1-0/",
                "0-0/0",
                "-1-0/0",
                "+1-0/0",
                "01-0/0",
                "1-00/0",
                "1-0/00",
                "1-0/0 ",
                " 1-0/0",
                "1-0/0\n",
                "1-a/b",
                "1-G/0",
                "1-0/123456789",
                "1-80000000/0",
                "4294967296-0/0",
                "9999999999-0/0",
                "1-0/0-1-0/0",
                "\u0661-0/0",
                "1-0/0'; drop table users; --"
            })
    void anythingElseIsRefusedAndNotRepeated(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WritePosition.parse(text))
                .withNoCause()
                .withMessage("the text is not a position");
        assertThat(WritePosition.tryParse(text)).isEmpty();
    }

    @Test
    void hugeTextIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> WritePosition.parse("1".repeat(10_000_000)));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> WritePosition.parse(null));
        assertThatNullPointerException().isThrownBy(() -> WritePosition.tryParse(null));
    }

    @Test
    void theBoundsAreKept() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WritePosition(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new WritePosition(1L << 32, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new WritePosition(1, -1));
    }

    @Test
    void theTimelineComesFirstInTheOrder() {
        assertThat(new WritePosition(1, 10)).isGreaterThan(new WritePosition(1, 9));
        assertThat(new WritePosition(2, 1)).isGreaterThan(new WritePosition(1, 10));
        assertThat(new WritePosition(1, 0x1_0000_0000L)).isGreaterThan(new WritePosition(1, 0xFFFF_FFFFL));
    }

    @Test
    void itIsReachedAtTheSameLocationOfItsTimelineOrALaterOne() {
        WritePosition position = new WritePosition(2, 100);

        assertThat(position.isReachedBy(new WritePosition(2, 100))).isTrue();
        assertThat(position.isReachedBy(new WritePosition(3, 101))).isTrue();
        assertThat(position.isReachedBy(new WritePosition(2, 99))).isFalse();
        assertThat(position.isReachedBy(new WritePosition(3, 99))).isFalse();
        assertThat(position.isReachedBy(new WritePosition(1, 200))).isFalse();
    }
}
