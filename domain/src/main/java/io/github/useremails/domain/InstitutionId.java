package io.github.useremails.domain;

/**
 * The application's key of an institution: a school, an employer. The module keeps it and compares it, no more.
 *
 * @param value the key, any number
 */
public record InstitutionId(long value) {}
