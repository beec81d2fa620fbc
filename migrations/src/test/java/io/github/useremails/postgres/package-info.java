/** PostgreSQL for tests and for trying things out: a server of this JVM, fresh databases, counted round trips. */
@NullMarked
package io.github.useremails.postgres;

import org.jspecify.annotations.NullMarked;
