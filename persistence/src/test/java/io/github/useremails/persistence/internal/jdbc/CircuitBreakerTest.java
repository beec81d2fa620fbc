package io.github.useremails.persistence.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.persistence.internal.jdbc.CircuitBreaker.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    private Instant now = START;
    private final CircuitBreaker availability = new CircuitBreaker(() -> now, Duration.ofSeconds(5));

    private Phase asked() {
        return availability.mayBeAsked().orElseThrow();
    }

    private void fail() {
        assertThat(availability.failed(asked())).isTrue();
    }

    @Test
    void whatNeverFailedMayBeAskedByEverybody() {
        assertThat(availability.mayBeAsked()).isPresent();
        assertThat(availability.mayBeAsked()).isPresent();
    }

    @Test
    void whatFailedIsLeftAloneForThePause() {
        fail();
        assertThat(availability.mayBeAsked()).isEmpty();

        now = START.plusMillis(4_999);
        assertThat(availability.mayBeAsked()).isEmpty();
    }

    @Test
    void afterThePauseOneMayAskAndTheOthersWaitForAnotherPause() {
        fail();

        now = START.plusSeconds(5);
        assertThat(availability.mayBeAsked()).isPresent();
        assertThat(availability.mayBeAsked()).isEmpty();

        now = START.plusSeconds(10);
        assertThat(availability.mayBeAsked()).isPresent();
    }

    @Test
    void ofManyThreadsOneMayAsk() throws Exception {
        fail();
        now = START.plusSeconds(5);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Optional<Phase>>> asked = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                asked.add(threads.submit(availability::mayBeAsked));
            }
            int allowed = 0;
            for (Future<Optional<Phase>> one : asked) {
                allowed += one.get().isPresent() ? 1 : 0;
            }
            assertThat(allowed).isEqualTo(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anAnswerToWhoTriesItOpensItToAll() {
        fail();
        now = START.plusSeconds(5);
        availability.answered(asked());

        assertThat(availability.mayBeAsked()).isPresent();
        assertThat(availability.mayBeAsked()).isPresent();
    }

    /** Of a pool that is exhausted, those who have a connection answer while the others fail. */
    @Test
    void anAnswerToWhoAskedBeforeTheFailureDoesNotOpenIt() {
        Phase before = asked();
        fail();

        availability.answered(before);

        assertThat(availability.mayBeAsked()).isEmpty();
    }

    @Test
    void anAnswerToAnEarlierAttemptDoesNotEndTheLaterOne() {
        fail();
        now = START.plusSeconds(5);
        Phase first = asked();
        now = START.plusSeconds(10);
        Phase second = asked();

        availability.answered(first);
        assertThat(availability.mayBeAsked()).isEmpty();
        availability.answered(second);
        assertThat(availability.mayBeAsked()).isPresent();
    }

    @Test
    void aFailureOfWhoAskedBeforeTheRecoveryDoesNotSetItAside() {
        Phase before = asked();
        fail();
        now = START.plusSeconds(5);
        availability.answered(asked());

        assertThat(availability.failed(before)).isFalse();

        assertThat(availability.mayBeAsked()).isPresent();
    }

    @Test
    void ofManyWhoRunIntoAFailureOneSetsItAside() {
        Phase one = asked();
        Phase other = asked();

        assertThat(availability.failed(one)).isTrue();
        assertThat(availability.failed(other)).isFalse();
    }

    @Test
    void anAttemptThatFailsSetsItAsideAnew() {
        fail();
        now = START.plusSeconds(7);
        assertThat(availability.failed(asked())).isTrue();

        now = START.plusSeconds(11);
        assertThat(availability.mayBeAsked()).isEmpty();
    }

    /** A pool may let its caller wait for longer than a pause. */
    @Test
    void anAttemptThatFailsAfterTheNextOneBeganIsNewsToo() {
        fail();
        now = START.plusSeconds(5);
        Phase first = asked();
        now = START.plusSeconds(10);
        Phase second = asked();

        assertThat(availability.failed(first)).isTrue();
        assertThat(availability.failed(second)).isTrue();
        assertThat(availability.mayBeAsked()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeThePauseLonger() {
        fail();

        now = START.minus(Duration.ofDays(1));
        assertThat(availability.mayBeAsked()).isPresent();
        assertThat(availability.mayBeAsked()).isEmpty();
    }
}
