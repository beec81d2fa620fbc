package io.github.useremails.domain.confirmation;

import io.github.useremails.domain.User;
import io.github.useremails.domain.address.EmailAddress;

/**
 * The outcome of using a token.
 *
 * <pre>{@code
 * if (confirmations.confirm(token) instanceof ConfirmationOutcome.Confirmed confirmed) {
 *     welcome(confirmed.user());
 * }
 * }</pre>
 */
public sealed interface ConfirmationOutcome {

    /**
     * The address now belongs to the user.
     *
     * @param user the user, as written
     * @param address the confirmed address
     */
    record Confirmed(User user, EmailAddress address) implements ConfirmationOutcome {}

    /**
     * The token confirms nothing. The outcome does not reveal the reason, which would only help an attacker: the token
     * was never issued, has expired, has been used, became invalid with its address, belongs to another user, or
     * another user has confirmed the address in the meantime.
     */
    record Refused() implements ConfirmationOutcome {}
}
