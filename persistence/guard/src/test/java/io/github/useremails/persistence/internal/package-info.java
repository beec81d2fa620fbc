/** Stands in for a package of the library, which this module does not depend on. */
@NullMarked
package io.github.useremails.persistence.internal;

import org.jspecify.annotations.NullMarked;
