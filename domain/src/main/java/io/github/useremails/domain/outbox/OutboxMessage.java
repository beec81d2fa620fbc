package io.github.useremails.domain.outbox;

import io.github.useremails.domain.UserEmailEvent;
import java.util.Objects;

/**
 * An event that is waiting for delivery.
 *
 * @param id the key of the message; the same at each delivery, so a receiver can detect duplicates
 * @param attempt how often the message was claimed, including this time; 1 for the first time
 * @param event what happened
 */
public record OutboxMessage(long id, int attempt, UserEmailEvent event) {

    /**
     * Creates a message.
     *
     * @param id the key of the message
     * @param attempt how often the message was claimed
     * @param event what happened
     * @throws NullPointerException if the event is null
     */
    public OutboxMessage {
        Objects.requireNonNull(event, "event");
    }
}
