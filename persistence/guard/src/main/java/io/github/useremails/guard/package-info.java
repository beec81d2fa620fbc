/**
 * A guard for deprecated columns: it finds their uses at run time. Start with
 * {@link io.github.useremails.guard.ColumnGuard}.
 */
@NullMarked
package io.github.useremails.guard;

import org.jspecify.annotations.NullMarked;
