/** Events that are stored with the change and delivered after the commit. */
@NullMarked
package io.github.useremails.domain.outbox;

import org.jspecify.annotations.NullMarked;
