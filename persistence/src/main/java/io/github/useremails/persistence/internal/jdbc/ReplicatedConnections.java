package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;
import java.util.Optional;

/** A primary, and a replica for lookups that it can answer. */
record ReplicatedConnections(PooledConnections primary, Replica replica, Optional<WritePosition> position)
        implements Connections {

    @Override
    public <T> T lookup(Work<T> work) {
        return replica.answer(work, position).orElseGet(() -> primary.lookup(work));
    }

    @Override
    public <T> T statement(Work<T> work) {
        return primary.statement(work);
    }

    @Override
    public <T> T transaction(Work<T> work) {
        return primary.transaction(work);
    }

    @Override
    public Connections onPrimary() {
        return primary;
    }

    @Override
    public Connections notBefore(WritePosition other) {
        boolean later = position.isEmpty() || other.compareTo(position.get()) > 0;
        return later ? new ReplicatedConnections(primary, replica, Optional.of(other)) : this;
    }
}
