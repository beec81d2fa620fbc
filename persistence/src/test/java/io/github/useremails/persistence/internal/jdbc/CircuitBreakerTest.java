package io.github.useremails.persistence.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.persistence.internal.jdbc.CircuitBreaker.State;
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
    private final CircuitBreaker breaker = new CircuitBreaker(() -> now, Duration.ofSeconds(5));

    private State asked() {
        return breaker.permission().orElseThrow();
    }

    private void fail() {
        assertThat(breaker.failed(asked())).isTrue();
    }

    @Test
    void whatNeverFailedMayBeAskedByEverybody() {
        assertThat(breaker.permission()).isPresent();
        assertThat(breaker.permission()).isPresent();
    }

    @Test
    void whatFailedIsLeftAloneForThePause() {
        fail();
        assertThat(breaker.permission()).isEmpty();

        now = START.plusMillis(4_999);
        assertThat(breaker.permission()).isEmpty();
    }

    @Test
    void afterThePauseOneMayAskAndTheOthersWaitForAnotherPause() {
        fail();

        now = START.plusSeconds(5);
        assertThat(breaker.permission()).isPresent();
        assertThat(breaker.permission()).isEmpty();

        now = START.plusSeconds(10);
        assertThat(breaker.permission()).isPresent();
    }

    @Test
    void ofManyThreadsOneMayAsk() throws Exception {
        fail();
        now = START.plusSeconds(5);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Optional<State>>> asked = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                asked.add(threads.submit(breaker::permission));
            }
            int allowed = 0;
            for (Future<Optional<State>> one : asked) {
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
        breaker.succeeded(asked());

        assertThat(breaker.permission()).isPresent();
        assertThat(breaker.permission()).isPresent();
    }

    /** Of a pool that is exhausted, those who have a connection answer while the others fail. */
    @Test
    void anAnswerToWhoAskedBeforeTheFailureDoesNotOpenIt() {
        State before = asked();
        fail();

        breaker.succeeded(before);

        assertThat(breaker.permission()).isEmpty();
    }

    @Test
    void anAnswerToAnEarlierAttemptDoesNotEndTheLaterOne() {
        fail();
        now = START.plusSeconds(5);
        State first = asked();
        now = START.plusSeconds(10);
        State second = asked();

        breaker.succeeded(first);
        assertThat(breaker.permission()).isEmpty();
        breaker.succeeded(second);
        assertThat(breaker.permission()).isPresent();
    }

    @Test
    void aFailureOfWhoAskedBeforeTheRecoveryDoesNotSetItAside() {
        State before = asked();
        fail();
        now = START.plusSeconds(5);
        breaker.succeeded(asked());

        assertThat(breaker.failed(before)).isFalse();

        assertThat(breaker.permission()).isPresent();
    }

    @Test
    void ofManyWhoRunIntoAFailureOneSetsItAside() {
        State one = asked();
        State other = asked();

        assertThat(breaker.failed(one)).isTrue();
        assertThat(breaker.failed(other)).isFalse();
    }

    @Test
    void anAttemptThatFailsSetsItAsideAnew() {
        fail();
        now = START.plusSeconds(7);
        assertThat(breaker.failed(asked())).isTrue();

        now = START.plusSeconds(11);
        assertThat(breaker.permission()).isEmpty();
    }

    /** A pool may let its caller wait for longer than a pause. */
    @Test
    void anAttemptThatFailsAfterTheNextOneBeganIsNewsToo() {
        fail();
        now = START.plusSeconds(5);
        State first = asked();
        now = START.plusSeconds(10);
        State second = asked();

        assertThat(breaker.failed(first)).isTrue();
        assertThat(breaker.failed(second)).isTrue();
        assertThat(breaker.permission()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeThePauseLonger() {
        fail();

        now = START.minus(Duration.ofDays(1));
        assertThat(breaker.permission()).isPresent();
        assertThat(breaker.permission()).isEmpty();
    }
}
