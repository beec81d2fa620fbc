package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;

/** Provides connections, and thereby decides who owns the transaction. */
public sealed interface Connections permits PooledConnections, JoinedTransaction, ReplicatedConnections {

    /** Runs a lookup, on a replica if there is one. */
    <T> T lookup(Work<T> work);

    /** Runs work whose only write is its last statement, so a pooled connection needs no transaction. */
    <T> T statement(Work<T> work);

    /** Runs work in a transaction. */
    <T> T transaction(Work<T> work);

    /** Returns the same connections without a replica. */
    default Connections onPrimary() {
        return this;
    }

    /** Returns the same connections, which use a replica only if it has replayed the position. */
    default Connections notBefore(WritePosition position) {
        return this;
    }
}
