package io.github.useremails.domain.confirmation;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;

/**
 * What a token would confirm.
 *
 * @param user the user who has the address
 * @param address the address that would be confirmed
 * @param expiresAt when the token expires
 */
public record PendingConfirmation(UserId user, EmailAddress address, Instant expiresAt) {}
