/** Tests of a host application: their package belongs neither to the library nor to the guard. */
@NullMarked
package io.github.useremails.host;

import org.jspecify.annotations.NullMarked;
