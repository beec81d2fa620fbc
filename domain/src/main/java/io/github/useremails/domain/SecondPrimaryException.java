package io.github.useremails.domain;

/** The change would give a user a second primary address. */
public final class SecondPrimaryException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public SecondPrimaryException() {
        super("a user has at most one primary email address");
    }
}
