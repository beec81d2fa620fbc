/** Users kept in memory, to hold other implementations against. */
@NullMarked
package io.github.useremails.domain.reference;

import org.jspecify.annotations.NullMarked;
