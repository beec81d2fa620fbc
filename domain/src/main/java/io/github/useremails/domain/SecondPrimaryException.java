package io.github.useremails.domain;

/** Thrown when a change would give a user a second primary address. */
public final class SecondPrimaryException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public SecondPrimaryException() {
        super("a user has at most one primary email address");
    }
}
