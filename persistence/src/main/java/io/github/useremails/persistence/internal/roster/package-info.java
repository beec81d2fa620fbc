/** Rosters of institutions: staged, planned in the database, applied in batches. */
@NullMarked
package io.github.useremails.persistence.internal.roster;

import org.jspecify.annotations.NullMarked;
