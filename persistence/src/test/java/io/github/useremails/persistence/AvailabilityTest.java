package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AvailabilityTest {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    private Instant now = START;
    private final Availability availability = new Availability(() -> now, Duration.ofSeconds(5));

    @Test
    void whatNeverFailedMayBeAskedByEverybody() {
        assertThat(availability.mayBeAsked()).isTrue();
        assertThat(availability.mayBeAsked()).isTrue();
    }

    @Test
    void whatFailedIsLeftAloneForThePause() {
        availability.failed();
        assertThat(availability.mayBeAsked()).isFalse();

        now = START.plusMillis(4_999);
        assertThat(availability.mayBeAsked()).isFalse();
    }

    @Test
    void afterThePauseOneMayAskAndTheOthersWaitForAnotherPause() {
        availability.failed();

        now = START.plusSeconds(5);
        assertThat(availability.mayBeAsked()).isTrue();
        assertThat(availability.mayBeAsked()).isFalse();

        now = START.plusSeconds(10);
        assertThat(availability.mayBeAsked()).isTrue();
    }

    @Test
    void ofManyThreadsOneMayAsk() throws Exception {
        availability.failed();
        now = START.plusSeconds(5);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> asked = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                asked.add(threads.submit(availability::mayBeAsked));
            }
            int allowed = 0;
            for (Future<Boolean> one : asked) {
                allowed += one.get() ? 1 : 0;
            }
            assertThat(allowed).isEqualTo(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anAnswerOpensItToAll() {
        availability.failed();
        availability.answered();

        assertThat(availability.mayBeAsked()).isTrue();
        assertThat(availability.mayBeAsked()).isTrue();
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeThePauseLonger() {
        availability.failed();

        now = START.minus(Duration.ofDays(1));
        assertThat(availability.mayBeAsked()).isTrue();
        assertThat(availability.mayBeAsked()).isFalse();
    }
}
