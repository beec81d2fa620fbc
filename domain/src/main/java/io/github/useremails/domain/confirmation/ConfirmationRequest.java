package io.github.useremails.domain.confirmation;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.Objects;

/**
 * The message to send so that a user can confirm an address.
 *
 * @param address where to send it
 * @param token what to send, in a link
 * @param expiresAt until when the token is good
 */
public record ConfirmationRequest(EmailAddress address, ConfirmationToken token, Instant expiresAt) {

    /**
     * Takes the parts as they are.
     *
     * @param address where to send it
     * @param token what to send
     * @param expiresAt until when it is good
     * @throws NullPointerException if a part is null
     */
    public ConfirmationRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }
}
