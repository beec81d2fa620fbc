/** Everything about a column from which addresses are being moved. Remove it with the column. */
@NullMarked
package io.github.useremails.persistence.internal.legacy;

import org.jspecify.annotations.NullMarked;
