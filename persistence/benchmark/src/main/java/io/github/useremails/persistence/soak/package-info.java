/** All commands at random, from many threads, while connections die: a soak that runs for as long as it is told. */
@NullMarked
package io.github.useremails.persistence.soak;

import org.jspecify.annotations.NullMarked;
