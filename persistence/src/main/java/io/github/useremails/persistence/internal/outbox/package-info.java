/** The outbox of events. */
@NullMarked
package io.github.useremails.persistence.internal.outbox;

import org.jspecify.annotations.NullMarked;
