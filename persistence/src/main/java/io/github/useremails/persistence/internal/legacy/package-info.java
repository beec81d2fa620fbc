/** All that is known of a column from which addresses are being moved; deleted with it. */
@NullMarked
package io.github.useremails.persistence.internal.legacy;

import org.jspecify.annotations.NullMarked;
