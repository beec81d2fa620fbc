/** Rendering: tables, names and conditions become SQL text once. */
@NullMarked
package io.github.useremails.persistence.internal.sql;

import org.jspecify.annotations.NullMarked;
