package io.github.useremails.persistence;

import io.github.useremails.domain.UserStorageException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A server that answers lookups if it can. Otherwise the primary answers, without an error. */
final class Replica {

    /** Undone by the replay of a conflicting change or by an operator, or took or waited too long. */
    private static final Set<String> INTERRUPTED = Set.of("25P04", "40001", "40P01", "55P03", "57014");

    /** The schema or the right is not there yet: replicas lag behind migrations, too. */
    private static final Set<String> NOT_MIGRATED = Set.of("3F000", "42501", "42703", "42883", "42P01");

    /** Connections, logins, resources, the operator, the system, the server itself. */
    private static final Set<String> CLASSES_OF_FAILURE = Set.of("08", "28", "3D", "53", "57", "58", "XX");

    private final PooledConnections connections;
    private final Availability availability;
    private final Consumer<UserStorageException> whenSetAside;

    Replica(PooledConnections connections, Availability availability, Consumer<UserStorageException> whenSetAside) {
        this.connections = connections;
        this.availability = availability;
        this.whenSetAside = whenSetAside;
    }

    /** The answer; none if the replica is not in use, fails, or has not come so far. */
    <T> Optional<T> answer(Connections.Lookup<T> lookup, Optional<WritePosition> notBefore) {
        Optional<Availability.Phase> phase = availability.mayBeAsked();
        if (phase.isEmpty()) {
            return Optional.empty();
        }
        AtomicBoolean connected = new AtomicBoolean();
        try {
            T answer = connections.separately(connection -> {
                connected.set(true);
                return lookup.from(new Reading(connection, notBefore));
            });
            availability.answered(phase.get());
            return Optional.of(answer);
        } catch (ReplicaBehindException e) {
            availability.answered(phase.get());
            return Optional.empty();
        } catch (UserStorageException e) {
            return noAnswer(e, phase.get(), connected.get());
        }
    }

    private <T> Optional<T> noAnswer(UserStorageException e, Availability.Phase phase, boolean connected) {
        if (Thread.currentThread().isInterrupted()) {
            // It is the caller who gave up: that tells nothing about the replica.
            return Optional.empty();
        }
        String state = e.sqlState().orElse("");
        if (connected && (INTERRUPTED.contains(state) || NOT_MIGRATED.contains(state))) {
            availability.answered(phase);
            return Optional.empty();
        }
        // What keeps a session from beginning is a failure, whatever its state would mean for a statement.
        if (connected && !isFailure(state)) {
            availability.answered(phase);
            throw e;
        }
        if (availability.failed(phase)) {
            whenSetAside.accept(e);
        }
        return Optional.empty();
    }

    private static boolean isFailure(String state) {
        return state.isEmpty() || CLASSES_OF_FAILURE.contains(state.substring(0, Math.min(2, state.length())));
    }
}
