package io.github.useremails.domain.outbox;

import java.time.Duration;
import java.util.Objects;

/**
 * Decides how often a message of the {@link EventOutbox} is delivered, and how long the pauses between attempts are.
 *
 * <pre>{@code
 * OutboxRetries retries = OutboxRetries.builder().attempts(3).build();
 * }</pre>
 */
public final class OutboxRetries {

    private final int attempts;
    private final Duration firstPause;
    private final Duration longestPause;

    private OutboxRetries(Builder builder) {
        attempts = builder.attempts;
        firstPause = builder.firstPause;
        longestPause = builder.longestPause;
    }

    /**
     * Returns the retries that {@link Builder} starts with, which span more than four hours.
     *
     * @return the retries
     */
    public static OutboxRetries standard() {
        return builder().build();
    }

    /**
     * Returns a builder that starts with the standard retries.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns how often a message can be claimed before it is suspended.
     *
     * @return the number
     */
    public int attempts() {
        return attempts;
    }

    /**
     * Returns how long a message pauses after a failed attempt.
     *
     * @param attempt the number of the attempt, from 1
     * @return the pause
     */
    public Duration pauseAfter(int attempt) {
        Duration pause = firstPause;
        for (int i = 1; i < attempt && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    /** Collects the settings. */
    public static final class Builder {

        private int attempts = 10;
        private Duration firstPause = Duration.ofSeconds(30);
        private Duration longestPause = Duration.ofHours(2);

        private Builder() {}

        /**
         * Sets how often a message can be claimed before it is suspended. The default is 10.
         *
         * @param number at least 1
         * @return this builder
         * @throws IllegalArgumentException if the number is less than 1
         */
        public Builder attempts(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("attempts must be at least 1, but is " + number);
            }
            attempts = number;
            return this;
        }

        /**
         * Sets how long a message pauses after the first failure. Each further failure doubles the pause. The default
         * is 30 seconds.
         *
         * @param pause longer than zero
         * @return this builder
         * @throws IllegalArgumentException if the pause is not positive
         */
        public Builder firstPause(Duration pause) {
            if (pause.isNegative() || pause.isZero()) {
                throw new IllegalArgumentException("the first pause must be positive");
            }
            firstPause = pause;
            return this;
        }

        /**
         * Sets the longest pause of a message. The default is two hours.
         *
         * @param pause at least as long as the first pause, which {@link #build} checks
         * @return this builder
         */
        public Builder longestPause(Duration pause) {
            longestPause = Objects.requireNonNull(pause, "pause");
            return this;
        }

        /**
         * Builds the retries.
         *
         * @return the retries
         * @throws IllegalArgumentException if the longest pause is shorter than the first
         */
        public OutboxRetries build() {
            if (longestPause.compareTo(firstPause) < 0) {
                throw new IllegalArgumentException("the longest pause must not be shorter than the first");
            }
            return new OutboxRetries(this);
        }
    }
}
