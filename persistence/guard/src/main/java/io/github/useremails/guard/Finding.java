package io.github.useremails.guard;

/** A column that a statement uses. */
record Finding(DeprecatedColumn column, FoundBy foundBy) {}
