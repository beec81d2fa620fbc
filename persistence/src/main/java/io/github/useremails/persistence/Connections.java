package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from, and with them the answer to who owns the transaction. */
sealed interface Connections permits PooledConnections, JoinedConnection {

    /** Runs work of which each statement may be committed by itself. */
    <T> T separately(Work<T> work);

    /** Runs work of which everything is committed, or nothing. */
    <T> T together(Work<T> work);

    /** As {@link #together}, for work that knows its last statement. */
    <T> T together(Change<T> change);

    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    interface Change<T> {
        T on(Connection connection, Ending ending) throws SQLException;
    }
}
