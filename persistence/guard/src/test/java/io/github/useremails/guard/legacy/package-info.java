/** A made-up application that still uses the column. */
@NullMarked
package io.github.useremails.guard.legacy;

import org.jspecify.annotations.NullMarked;
