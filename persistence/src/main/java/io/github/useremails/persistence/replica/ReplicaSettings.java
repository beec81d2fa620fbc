package io.github.useremails.persistence.replica;

import io.github.useremails.domain.UserStorageException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Decides how lookups react to a replica that fails.
 *
 * <pre>{@code
 * ReplicaSettings settings = ReplicaSettings.builder()
 *         .onSuspended(failure -> log.warn("lookups go to the primary", failure))
 *         .build();
 * }</pre>
 */
public final class ReplicaSettings {

    private final Duration pause;
    private final Consumer<UserStorageException> onSuspended;

    private ReplicaSettings(Builder builder) {
        pause = builder.pause;
        onSuspended = builder.onSuspended;
    }

    /**
     * Returns the settings that {@link Builder} starts with.
     *
     * @return the settings
     */
    public static ReplicaSettings standard() {
        return builder().build();
    }

    /**
     * Returns a builder that starts with the standard settings.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns how long the circuit breaker of a failed replica stays open.
     *
     * @return the pause
     */
    public Duration pause() {
        return pause;
    }

    /**
     * Returns the listener for the circuit breaker.
     *
     * @return the listener
     */
    public Consumer<UserStorageException> onSuspended() {
        return onSuspended;
    }

    /** Collects settings. */
    public static final class Builder {

        private Duration pause = Duration.ofSeconds(5);
        private Consumer<UserStorageException> onSuspended = failure -> {};

        private Builder() {}

        /**
         * Sets how long the circuit breaker of a failed replica stays open, by the clock of the entry. Lookups go to
         * the primary in the meantime. After each pause, one lookup tries the replica. The default is five seconds.
         *
         * @param time longer than the connection timeout of the replica's pool; otherwise several callers wait for the
         *     replica at once
         * @return this builder
         * @throws IllegalArgumentException if the time is not positive
         */
        public Builder pause(Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("the pause must be positive");
            }
            pause = time;
            return this;
        }

        /**
         * Sets a listener for the circuit breaker, such as a log or a counter. Otherwise an open breaker is invisible,
         * since all lookups succeed.
         *
         * @param listener called when the breaker opens, and when the trial after a pause fails. It is called once even
         *     if many lookups meet the same failure, in the thread of a lookup; an exception that it throws reaches the
         *     caller of that lookup
         * @return this builder
         */
        public Builder onSuspended(Consumer<UserStorageException> listener) {
            onSuspended = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Builds the settings.
         *
         * @return the settings
         */
        public ReplicaSettings build() {
            return new ReplicaSettings(this);
        }
    }
}
