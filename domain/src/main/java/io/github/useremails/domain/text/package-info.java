/** Properties of single characters. Not exported. */
@NullMarked
package io.github.useremails.domain.text;

import org.jspecify.annotations.NullMarked;
