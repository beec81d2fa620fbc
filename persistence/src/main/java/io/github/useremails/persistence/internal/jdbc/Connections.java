package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;

/** Where connections come from, and with them who owns the transaction. */
public sealed interface Connections permits PooledConnections, JoinedTransaction, ReplicatedConnections {

    /** Runs a lookup, on a replica if there is one. */
    <T> T lookup(Work<T> work);

    /** Runs work whose only write is its last statement: a pool needs no transaction for it. */
    <T> T statement(Work<T> work);

    /** Runs work that is committed as a whole or not at all. */
    <T> T transaction(Work<T> work);

    /** The same without a replica. */
    default Connections onPrimary() {
        return this;
    }

    /** The same, with a replica only where it has replayed the position. */
    default Connections notBefore(WritePosition position) {
        return this;
    }
}
