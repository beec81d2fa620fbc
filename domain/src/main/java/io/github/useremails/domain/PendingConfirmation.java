package io.github.useremails.domain;

import java.time.Instant;

/**
 * What a token would confirm.
 *
 * @param user whose address it is
 * @param address what would be confirmed
 * @param expiresAt until when the token is good
 */
public record PendingConfirmation(UserId user, EmailAddress address, Instant expiresAt) {}
