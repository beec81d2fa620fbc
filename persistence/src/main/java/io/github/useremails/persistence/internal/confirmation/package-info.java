/** Confirmation tokens. */
@NullMarked
package io.github.useremails.persistence.internal.confirmation;

import org.jspecify.annotations.NullMarked;
