/** Connections, sessions and transactions, retries, the replica, and the errors of the database. */
@NullMarked
package io.github.useremails.persistence.internal.jdbc;

import org.jspecify.annotations.NullMarked;
