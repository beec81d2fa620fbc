/** The first run: a database, a realistic sample, and a walk through what the library does with it. */
@NullMarked
package io.github.useremails.quickstart;

import org.jspecify.annotations.NullMarked;
