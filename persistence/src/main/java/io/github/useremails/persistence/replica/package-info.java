/** Reading from a streaming replica. */
@NullMarked
package io.github.useremails.persistence.replica;

import org.jspecify.annotations.NullMarked;
