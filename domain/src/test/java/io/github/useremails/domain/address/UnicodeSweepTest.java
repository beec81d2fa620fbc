package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every code point of Unicode, in each position of a part. */
@Tag("slow")
class UnicodeSweepTest {

    @ParameterizedTest
    @ValueSource(strings = {"%s@school.edu", "a%s@school.edu", "A.%sB@school.edu", "o\u0308%s\u0301@school.edu"})
    void everyCodePointInTheLocalPartIsConsistent(String place) {
        sweep(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann@%s.edu", "ann@a%sb.edu", "ann@school.\u00FC%s", "ann@xn--bcher-kv%s.edu"})
    void everyCodePointInADomainLabelIsConsistent(String place) {
        sweep(place);
    }

    private static void sweep(String place) {
        long accepted = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .mapToObj(codePoint -> place.replace("%s", Character.toString(codePoint)))
                .filter(UnicodeSweepTest::isAcceptedForGood)
                .count();

        // If all or no code points were accepted, the sweep would prove nothing.
        assertThat(accepted).isBetween(1L, 200_000L);
    }

    private static boolean isAcceptedForGood(String text) {
        Optional<EmailAddress> address = EmailAddress.tryParse(text);
        address.ifPresent(first -> {
            EmailAddress again = EmailAddress.parse(first.value());
            assertThat(again.value()).isEqualTo(first.value());
            assertThat(again.normalized()).isEqualTo(first.normalized());
            assertThat(isAsciiAfterTheAtSign(first.value())).isTrue();
        });
        return address.isPresent();
    }

    private static boolean isAsciiAfterTheAtSign(String value) {
        return value.substring(value.lastIndexOf('@')).chars().allMatch(c -> c < 0x80);
    }
}
