/** How a command ends that could not do its work. */
@NullMarked
package io.github.useremails.exit;

import org.jspecify.annotations.NullMarked;
