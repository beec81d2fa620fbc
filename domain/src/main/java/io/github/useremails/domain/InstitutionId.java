package io.github.useremails.domain;

/**
 * The application's key of an institution, such as a school or an employer. The library only stores and compares it.
 *
 * @param value the key; any number
 */
public record InstitutionId(long value) {}
