package io.github.useremails.domain;

/** Too many addresses of the user wait for a confirmation. */
public final class TooManyConfirmationsException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public TooManyConfirmationsException() {
        super("too many email addresses of the user wait for a confirmation");
    }
}
