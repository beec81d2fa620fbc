package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from, and with them the answer to who owns the transaction. */
sealed interface Connections permits PooledConnections, JoinedConnection, ReplicatedConnections {

    /** Runs work of which each statement may be committed by itself. */
    <T> T separately(Work<T> work);

    /** Runs work of which everything is committed, or nothing. */
    <T> T together(Work<T> work);

    /** Runs work that writes by its last statement alone: a pool needs no transaction for it, an application has one. */
    <T> T alone(Work<T> work);

    /** As {@link #together}, for work that knows its last statement. */
    <T> T together(Change<T> change);

    /** Runs a lookup, which may see a replica. */
    default <T> T reading(Lookup<T> lookup) {
        return separately(connection -> lookup.from(Reading.on(connection)));
    }

    /** The same with a replica for lookups. */
    Connections withReplica(Replica replica);

    /** The same without a replica. */
    default Connections onPrimary() {
        return this;
    }

    /** The same, with a replica only where it has come so far. */
    default Connections notBefore(WritePosition position) {
        return this;
    }

    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    interface Change<T> {
        T on(Connection connection, Ending ending) throws SQLException;
    }

    @FunctionalInterface
    interface Lookup<T> {
        T from(Reading reading) throws SQLException;
    }
}
