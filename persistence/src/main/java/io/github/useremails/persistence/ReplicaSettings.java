package io.github.useremails.persistence;

import io.github.useremails.domain.UserStorageException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How {@link JooqUsers} gets on with a replica. Start from {@link #standard()} and change what differs.
 *
 * @param pause for how long a replica that failed is set aside, by the clock of {@link UsersSettings}. Lookups go to the
 *     primary meanwhile; after it, one tries the replica again, and another one after each further pause. Longer than
 *     the pool lets a caller wait, or several wait at once
 * @param whenSetAside is told when the replica is set aside, and again when it fails who tries it after the pause; in the
 *     thread of the lookup, which then goes on. Of many lookups that ran into one failure, one tells
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
     * The same, but somebody is told when the replica is set aside: nothing else shows it, since all lookups go on.
     *
     * @param listener for a log or a counter; what it throws comes out of the lookup
     * @return the settings
     */
    public ReplicaSettings whenSetAside(Consumer<UserStorageException> listener) {
        return new ReplicaSettings(pause, listener);
    }
}
