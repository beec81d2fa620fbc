/** What the guard costs. */
@NullMarked
package io.github.useremails.persistence.guard.benchmark;

import org.jspecify.annotations.NullMarked;
