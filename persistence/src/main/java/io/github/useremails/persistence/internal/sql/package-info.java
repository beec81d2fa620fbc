/** Renders tables, names and conditions to SQL text, once. */
@NullMarked
package io.github.useremails.persistence.internal.sql;

import org.jspecify.annotations.NullMarked;
