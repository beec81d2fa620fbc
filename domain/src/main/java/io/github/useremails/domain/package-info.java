/** Users and their email addresses: the model, its rules, and the interface to where they are kept. */
@NullMarked
package io.github.useremails.domain;

import org.jspecify.annotations.NullMarked;
