/** Email addresses and their domains: what is accepted, and which spellings are equal. */
@NullMarked
package io.github.useremails.domain.address;

import org.jspecify.annotations.NullMarked;
