/** A move under load: old and new releases write while the migrations go up, down and up again. */
@NullMarked
package io.github.useremails.move;

import org.jspecify.annotations.NullMarked;
