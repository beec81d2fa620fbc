package io.github.useremails.persistence.internal.jdbc;

/** The replica has not replayed what the answer must contain. It never leaves {@link Replica}. */
final class ReplicaBehindException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReplicaBehindException() {
        // It is an ordinary answer, and nobody reads its stack.
        super("the replica is behind", null, false, false);
    }
}
