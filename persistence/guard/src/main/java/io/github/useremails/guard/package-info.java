/**
 * A guard for columns that are going away: it tells who still uses one, at run time. Start with
 * {@link io.github.useremails.guard.ColumnGuard}.
 */
@NullMarked
package io.github.useremails.guard;

import org.jspecify.annotations.NullMarked;
