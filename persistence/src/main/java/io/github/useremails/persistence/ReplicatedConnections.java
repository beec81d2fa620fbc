package io.github.useremails.persistence;

import java.util.Optional;

/** A primary for everything, and a replica for lookups that it can answer. */
record ReplicatedConnections(PooledConnections primary, Replica replica, Optional<WritePosition> position)
        implements Connections {

    @Override
    public <T> T separately(Work<T> work) {
        return primary.separately(work);
    }

    @Override
    public <T> T together(Work<T> work) {
        return primary.together(work);
    }

    @Override
    public <T> T alone(Work<T> work) {
        return primary.alone(work);
    }

    @Override
    public <T> T together(Change<T> change) {
        return primary.together(change);
    }

    @Override
    public <T> T reading(Lookup<T> lookup) {
        return replica.answer(lookup, position).orElseGet(() -> primary.reading(lookup));
    }

    @Override
    public Connections withReplica(Replica other) {
        return new ReplicatedConnections(primary, other, position);
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
