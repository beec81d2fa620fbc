package io.github.useremails.domain.outbox;

import io.github.useremails.domain.UserEmailEvent;
import java.util.Objects;

/**
 * An event that waits to be delivered.
 *
 * @param id the key by which it is acknowledged; the same at each delivery, so a receiver can recognize a repetition
 * @param attempt how often it was given out, this time included: 1 for the first time
 * @param event what happened
 */
public record OutboxMessage(long id, int attempt, UserEmailEvent event) {

    /**
     * Takes the parts as they are.
     *
     * @param id the key by which it is acknowledged
     * @param attempt how often it was given out
     * @param event what happened
     * @throws NullPointerException if the event is null
     */
    public OutboxMessage {
        Objects.requireNonNull(event, "event");
    }
}
