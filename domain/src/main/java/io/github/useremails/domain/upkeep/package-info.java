/** Periodic work of a host: removing what has expired, and checking what is stored. */
@NullMarked
package io.github.useremails.domain.upkeep;

import org.jspecify.annotations.NullMarked;
