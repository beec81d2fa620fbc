package io.github.useremails.domain;

/**
 * The application's key of a user: {@code users.id}.
 *
 * @param value the key; any number
 */
public record UserId(long value) {}
