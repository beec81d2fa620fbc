/** Schools and employers: the domains that they have verified, and their rosters. */
@NullMarked
package io.github.useremails.domain.institution;

import org.jspecify.annotations.NullMarked;
