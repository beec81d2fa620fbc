package io.github.useremails.persistence;

import io.github.useremails.domain.UserStorageException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How {@link JooqUsers} gets on with a replica. Start from {@link #standard()} and change what differs.
 *
 * @param pause how long the circuit breaker of a failed replica stays open, by the clock of {@link UsersSettings}. Lookups
 *     go to the primary meanwhile. After each pause one lookup tries the replica. Must exceed the pool's connection
 *     timeout; otherwise several callers wait for the replica at once
 * @param whenSetAside called when the breaker opens, and when the trial after a pause fails; in the thread of the lookup,
 *     which then goes on. Called once for many lookups that met one failure
 */
public record ReplicaSettings(Duration pause, Consumer<UserStorageException> whenSetAside) {

    /**
     * Checks the settings.
     *
     * @param pause more than nothing
     * @param whenSetAside is told
     * @throws NullPointerException if a setting is null
     * @throws IllegalArgumentException if the pause is not positive
     */
    public ReplicaSettings {
        Objects.requireNonNull(pause, "pause");
        Objects.requireNonNull(whenSetAside, "whenSetAside");
        if (pause.isNegative() || pause.isZero()) {
            throw new IllegalArgumentException("the pause must be positive");
        }
    }

    /**
     * Five seconds, and nobody is told.
     *
     * @return the settings
     */
    public static ReplicaSettings standard() {
        return new ReplicaSettings(Duration.ofSeconds(5), failure -> {});
    }

    /**
     * The same with another pause.
     *
     * @param pause more than nothing
     * @return the settings
     */
    public ReplicaSettings withPause(Duration pause) {
        return new ReplicaSettings(pause, whenSetAside);
    }

    /**
     * The same with a listener for the circuit breaker: nothing else shows that it opened, since all lookups go on.
     *
     * @param listener for a log or a counter; the lookup throws what it throws
     * @return the settings
     */
    public ReplicaSettings whenSetAside(Consumer<UserStorageException> listener) {
        return new ReplicaSettings(pause, listener);
    }
}
