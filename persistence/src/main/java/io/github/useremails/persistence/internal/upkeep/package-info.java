/** Removal of what has expired, and the consistency check. */
@NullMarked
package io.github.useremails.persistence.internal.upkeep;

import org.jspecify.annotations.NullMarked;
