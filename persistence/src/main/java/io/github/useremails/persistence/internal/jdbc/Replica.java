package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.domain.UserStorageException;
import io.github.useremails.persistence.replica.WritePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A replica that answers lookups if it can. Otherwise the primary answers them, without an error. */
public final class Replica {

    /** The lookup was cancelled by the replay of a conflicting change, by an operator or by a timeout. */
    private static final Set<String> INTERRUPTED = Set.of("25P04", "40001", "40P01", "55P03", "57014");

    /** An object or a privilege does not exist yet: replicas lag behind migrations, too. */
    private static final Set<String> NOT_MIGRATED = Set.of("3F000", "42501", "42703", "42883", "42P01");

    /** Errors of connections, logins and resources, operator intervention, system and internal errors. */
    private static final Set<String> CLASSES_OF_FAILURE = Set.of("08", "28", "3D", "53", "57", "58", "XX");

    private final PooledConnections pool;
    private final CircuitBreaker breaker;
    private final Consumer<UserStorageException> onSuspended;

    public Replica(PooledConnections pool, CircuitBreaker breaker, Consumer<UserStorageException> onSuspended) {
        this.pool = pool;
        this.breaker = breaker;
        this.onSuspended = onSuspended;
    }

    /** Returns the answer; empty if the breaker is open, the replica fails, or has not replayed the position. */
    <T> Optional<T> answer(Work<T> work, Optional<WritePosition> notBefore) {
        Optional<CircuitBreaker.State> state = breaker.permission();
        if (state.isEmpty()) {
            return Optional.empty();
        }
        Connection connection;
        try {
            connection = pool.open();
        } catch (UserStorageException e) {
            // An error that prevents a session is a failure, whatever its SQLSTATE would mean for a statement.
            return failed(e, state.get());
        }
        try (connection) {
            T answer = pool.run(connection, work, false, notBefore);
            breaker.succeeded(state.get());
            return Optional.of(answer);
        } catch (ReplicaBehindException e) {
            breaker.succeeded(state.get());
            return Optional.empty();
        } catch (SQLException e) {
            return withoutAnswer(e, state.get());
        }
    }

    private <T> Optional<T> withoutAnswer(SQLException e, CircuitBreaker.State state) {
        String sqlState = e.getSQLState() == null ? "" : e.getSQLState();
        if (INTERRUPTED.contains(sqlState) || NOT_MIGRATED.contains(sqlState)) {
            breaker.succeeded(state);
            return Optional.empty();
        }
        if (isFailure(sqlState)) {
            return failed(DatabaseErrors.storage(e), state);
        }
        breaker.succeeded(state);
        throw DatabaseErrors.translated(e);
    }

    private <T> Optional<T> failed(UserStorageException e, CircuitBreaker.State state) {
        // An interrupted caller has given up, which is not a failure of the replica.
        if (!Thread.currentThread().isInterrupted() && breaker.failed(state)) {
            onSuspended.accept(e);
        }
        return Optional.empty();
    }

    private static boolean isFailure(String sqlState) {
        return sqlState.isEmpty() || CLASSES_OF_FAILURE.contains(sqlState.substring(0, Math.min(2, sqlState.length())));
    }
}
