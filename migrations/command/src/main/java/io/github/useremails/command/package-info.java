/** The operator's command, {@code useremails}: what to look at before, during and after the move. */
@NullMarked
package io.github.useremails.command;

import org.jspecify.annotations.NullMarked;
