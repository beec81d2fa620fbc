package io.github.useremails.persistence.internal.jdbc;

import java.sql.SQLException;

/** What one call does on a connection. It may run more than once: a transaction that another one undid is repeated. */
@FunctionalInterface
public interface Work<T> {

    T in(Session session) throws SQLException;
}
