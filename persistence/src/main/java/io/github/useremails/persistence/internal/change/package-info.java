/** Changes of one user or two: lock and read, apply the rules, write the difference, call listeners. */
@NullMarked
package io.github.useremails.persistence.internal.change;

import org.jspecify.annotations.NullMarked;
