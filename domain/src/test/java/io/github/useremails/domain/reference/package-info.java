/** An in-memory implementation of the users, with which other implementations are compared. */
@NullMarked
package io.github.useremails.domain.reference;

import org.jspecify.annotations.NullMarked;
