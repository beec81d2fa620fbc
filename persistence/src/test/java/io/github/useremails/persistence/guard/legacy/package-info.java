/** A made-up application that still uses the column. */
@NullMarked
package io.github.useremails.persistence.guard.legacy;

import org.jspecify.annotations.NullMarked;
