/** Lookups of users and addresses. */
@NullMarked
package io.github.useremails.persistence.internal.lookup;

import org.jspecify.annotations.NullMarked;
