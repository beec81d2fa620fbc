package io.github.useremails.domain.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxRetriesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aPauseDoublesUpToTheLongest() {
        OutboxRetries retries = OutboxRetries.builder()
                .firstPause(MINUTE)
                .longestPause(Duration.ofMinutes(5))
                .build();

        assertThat(IntStream.of(1, 2, 3, 4, 1_000_000).mapToObj(retries::pauseAfter))
                .containsExactly(
                        MINUTE,
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5));
    }

    @Test
    void theStandardRetriesTakeMoreThanFourHours() {
        OutboxRetries standard = OutboxRetries.standard();

        Duration all = IntStream.range(1, standard.attempts())
                .mapToObj(standard::pauseAfter)
                .reduce(Duration.ZERO, Duration::plus);

        assertThat(all).isGreaterThan(Duration.ofHours(4)).isLessThan(Duration.ofHours(5));
    }

    @Test
    void invalidNumbersAreRejected() {
        OutboxRetries.Builder retries = OutboxRetries.builder().firstPause(MINUTE);

        assertThatIllegalArgumentException().isThrownBy(() -> retries.attempts(0));
        assertThatIllegalArgumentException().isThrownBy(() -> retries.firstPause(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> retries.longestPause(Duration.ofSeconds(59)).build());
    }
}
