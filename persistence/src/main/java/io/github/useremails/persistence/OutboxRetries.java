package io.github.useremails.persistence;

import java.time.Duration;

/**
 * How often a message of the {@link EventOutbox} is tried, and how long it rests in between.
 *
 * @param attempts how often it is given out before it is set apart
 * @param firstPause how long it rests after the first failure; each further failure doubles it
 * @param longestPause how long it rests at most
 */
public record OutboxRetries(int attempts, Duration firstPause, Duration longestPause) {

    /**
     * Checks the numbers.
     *
     * @param attempts at least 1
     * @param firstPause positive
     * @param longestPause not shorter than the first
     * @throws IllegalArgumentException if a number makes no sense
     */
    public OutboxRetries {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, but is " + attempts);
        }
        if (firstPause.isNegative() || firstPause.isZero()) {
            throw new IllegalArgumentException("the first pause must be positive");
        }
        if (longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("the longest pause must not be shorter than the first");
        }
    }

    /**
     * Ten attempts, the second after half a minute, the last pause two hours long: more than four hours in all.
     *
     * @return the retries
     */
    public static OutboxRetries standard() {
        return new OutboxRetries(10, Duration.ofSeconds(30), Duration.ofHours(2));
    }

    /** How long a message rests that has failed so often. */
    Duration pauseAfter(int attempt) {
        Duration pause = firstPause;
        for (int i = 1; i < attempt && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
