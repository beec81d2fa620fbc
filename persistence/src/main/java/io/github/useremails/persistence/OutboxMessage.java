package io.github.useremails.persistence;

import io.github.useremails.domain.UserEmailEvent;
import java.util.Objects;

/**
 * An event that waits to be delivered.
 *
 * @param id by which it is acknowledged; the same at each delivery, so a receiver can tell a repetition
 * @param event what happened
 */
public record OutboxMessage(long id, UserEmailEvent event) {

    /**
     * Takes the parts as they are.
     *
     * @param id by which it is acknowledged
     * @param event what happened
     * @throws NullPointerException if the event is null
     */
    public OutboxMessage {
        Objects.requireNonNull(event, "event");
    }
}
