/** Whether the released classes work with every version of their dependencies that a host may bring. */
@NullMarked
package io.github.useremails.compatibility;

import org.jspecify.annotations.NullMarked;
