/** The interface that applications implement to take part in changes. */
@NullMarked
package io.github.useremails.persistence.spi;

import org.jspecify.annotations.NullMarked;
