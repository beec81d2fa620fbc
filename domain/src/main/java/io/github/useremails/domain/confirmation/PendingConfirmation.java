package io.github.useremails.domain.confirmation;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;

/**
 * What a token would confirm.
 *
 * @param user whose address it is
 * @param address what would be confirmed
 * @param expiresAt until when the token is good
 */
public record PendingConfirmation(UserId user, EmailAddress address, Instant expiresAt) {}
