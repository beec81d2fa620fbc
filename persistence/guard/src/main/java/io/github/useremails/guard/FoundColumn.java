package io.github.useremails.guard;

/** A column that a statement uses. */
record FoundColumn(DeprecatedColumn column, FoundBy foundBy) {}
