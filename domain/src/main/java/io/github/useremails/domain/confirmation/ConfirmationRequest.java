package io.github.useremails.domain.confirmation;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.Objects;

/**
 * A token, and the address to which to send it, so that the user can confirm the address.
 *
 * @param address the address to which to send the token
 * @param token the token to send, in a link
 * @param expiresAt when the token expires
 */
public record ConfirmationRequest(EmailAddress address, ConfirmationToken token, Instant expiresAt) {

    /**
     * Creates a request.
     *
     * @param address the address to which to send the token
     * @param token the token to send
     * @param expiresAt when the token expires
     * @throws NullPointerException if a component is null
     */
    public ConfirmationRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }
}
