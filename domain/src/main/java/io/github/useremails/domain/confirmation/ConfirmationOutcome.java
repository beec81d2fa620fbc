package io.github.useremails.domain.confirmation;

import io.github.useremails.domain.User;
import io.github.useremails.domain.address.EmailAddress;

/**
 * What came of a token.
 *
 * <pre>{@code
 * if (confirmations.confirm(token) instanceof ConfirmationOutcome.Confirmed confirmed) {
 *     welcome(confirmed.user());
 * }
 * }</pre>
 */
public sealed interface ConfirmationOutcome {

    /**
     * The address belongs to the user from now on.
     *
     * @param user the user, as written
     * @param address what was confirmed
     */
    record Confirmed(User user, EmailAddress address) implements ConfirmationOutcome {}

    /**
     * The token confirms nothing. Whether it was never given out, has expired, was used, died with its address, is
     * another user's, or came after somebody else had confirmed the address, is not told: the difference would help
     * only those who try.
     */
    record Refused() implements ConfirmationOutcome {}
}
