package io.github.useremails.persistence.internal.roster;

import java.sql.SQLException;

/** Wraps an exception of a listener, to distinguish it from errors of the library. It never reaches callers. */
final class ListenerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Exception failure;

    ListenerException(SQLException failure) {
        super(failure);
        this.failure = failure;
    }

    ListenerException(RuntimeException failure) {
        super(failure);
        this.failure = failure;
    }

    Exception failure() {
        return failure;
    }

    RuntimeException unwrapped() throws SQLException {
        if (failure instanceof SQLException e) {
            throw e;
        }
        return (RuntimeException) failure;
    }
}
