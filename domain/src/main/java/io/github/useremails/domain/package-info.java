/** Users and their email addresses: the model, its rules, and the interfaces to the storage. */
@NullMarked
package io.github.useremails.domain;

import org.jspecify.annotations.NullMarked;
