package io.github.useremails.persistence.guard;

/** A column that a statement uses. */
record Finding(DeprecatedColumn column, FoundBy foundBy) {}
