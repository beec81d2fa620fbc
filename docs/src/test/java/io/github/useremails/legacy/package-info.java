/** A made-up legacy application, and how much of what uses its column each finder finds. */
@NullMarked
package io.github.useremails.legacy;

import org.jspecify.annotations.NullMarked;
