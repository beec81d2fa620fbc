package io.github.useremails.domain;

/** Thrown when too many addresses of a user are waiting for confirmation. */
public final class TooManyConfirmationsException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public TooManyConfirmationsException() {
        super("too many email addresses of the user are waiting for confirmation");
    }
}
