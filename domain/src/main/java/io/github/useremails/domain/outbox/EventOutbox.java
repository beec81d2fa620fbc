package io.github.useremails.domain.outbox;

import io.github.useremails.domain.UserEmailEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Events that are stored in the transaction of a change and delivered after its commit, at least once each, and in their
 * order for each user.
 *
 * <pre>{@code
 * for (OutboxMessage message : outbox.claim(100, Duration.ofMinutes(1))) {
 *     try {
 *         send(message.event());
 *         outbox.acknowledge(message);
 *     } catch (MailException e) {
 *         outbox.retryLater(message);
 *     }
 * }
 * }</pre>
 *
 * <p>Any number of processes may deliver. Only the first message of a user can be claimed. A message that cannot be
 * delivered therefore holds back the later messages of the same user, and of no other user, until it is suspended after
 * {@link OutboxRetries#attempts()}. A message that was claimed and not acknowledged in time is given out again, since the
 * process may have died before or after it sent the message. The clock of the database measures leases.
 * {@link UserEmailEvent.EnteredByAnother} is caused by another user, and is not part of the order.
 *
 * <p>A message of a kind that this version of the library does not know stays in the outbox for a newer version. It holds
 * back the later messages of its user only.
 */
public interface EventOutbox {

    /**
     * Claims messages for delivery: the first message of each user that no other process is delivering. One round trip.
     *
     * <p>The oldest messages come first. Where most of them are held back by an earlier message of the same user, the
     * rest are first messages of other users, in no particular order.
     *
     * @param limit how many at most, from 1 to 1,000
     * @param lease how long no other process receives them; longer than the delivery takes
     * @return the messages, the oldest first; empty if there is nothing to deliver at the moment
     * @throws IllegalArgumentException if {@code limit} is out of bounds, or the lease is not positive
     */
    List<OutboxMessage> claim(int limit, Duration lease);

    /**
     * Reports that a message was delivered. It is deleted, and the next message of the user can be claimed.
     * Acknowledging a message twice is not an error. One round trip.
     *
     * @param message the message
     */
    default void acknowledge(OutboxMessage message) {
        acknowledge(List.of(message));
    }

    /**
     * Reports that messages were delivered, as {@link #acknowledge(OutboxMessage)} does for one. One round trip; none for
     * an empty collection.
     *
     * @param messages the messages
     */
    void acknowledge(Collection<OutboxMessage> messages);

    /**
     * Reports that a message could not be delivered. It is given out again after a pause that doubles with each attempt,
     * and holds back the later messages of its user until then. After the last attempt it is suspended, and the later
     * messages are delivered without it. Does nothing if another process has claimed the message meanwhile. One round
     * trip.
     *
     * @param message the message, as it was claimed
     */
    void retryLater(OutboxMessage message);

    /**
     * Lists messages that were suspended after too many attempts. {@link #release} a message to deliver it nevertheless,
     * or {@linkplain #acknowledge(OutboxMessage) acknowledge} it to give it up. One round trip.
     *
     * @param limit how many at most, from 1 to 1,000
     * @return the messages, the oldest first
     * @throws IllegalArgumentException if {@code limit} is out of bounds
     */
    List<OutboxMessage> suspended(int limit);

    /**
     * Returns a suspended message to the others, with all its attempts. It may be delivered after later messages of the
     * same user. One round trip.
     *
     * @param message the message
     * @return whether it was suspended until now
     */
    boolean release(OutboxMessage message);
}
