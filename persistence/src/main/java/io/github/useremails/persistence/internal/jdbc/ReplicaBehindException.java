package io.github.useremails.persistence.internal.jdbc;

/** Thrown when the replica has not replayed a required position. It never leaves {@link Replica}. */
final class ReplicaBehindException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReplicaBehindException() {
        // This is an expected result, so a stack trace would be wasted.
        super("the replica is behind", null, false, false);
    }
}
