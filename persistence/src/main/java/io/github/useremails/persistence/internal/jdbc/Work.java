package io.github.useremails.persistence.internal.jdbc;

import java.sql.SQLException;

/** The work of one call on a connection. It may run more than once, since conflicting transactions are retried. */
@FunctionalInterface
public interface Work<T> {

    T in(Session session) throws SQLException;
}
