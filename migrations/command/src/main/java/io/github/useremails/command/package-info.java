/** The operator's command, {@code useremails}, for the time before, during and after the move. */
@NullMarked
package io.github.useremails.command;

import org.jspecify.annotations.NullMarked;
