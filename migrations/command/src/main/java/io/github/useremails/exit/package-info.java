/** How a command ends that does not do what it was asked for. */
@NullMarked
package io.github.useremails.exit;

import org.jspecify.annotations.NullMarked;
