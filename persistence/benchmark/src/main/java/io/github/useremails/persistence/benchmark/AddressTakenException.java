package io.github.useremails.persistence.benchmark;

/** An address that somebody wants to register with is another user's. */
final class AddressTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
