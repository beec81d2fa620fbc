/** Tokens with which users prove that they receive the mail of their addresses. */
@NullMarked
package io.github.useremails.domain.confirmation;

import org.jspecify.annotations.NullMarked;
