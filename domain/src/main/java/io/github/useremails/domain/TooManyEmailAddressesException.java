package io.github.useremails.domain;

/** The user has as many addresses as a user may have. */
public final class TooManyEmailAddressesException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public TooManyEmailAddressesException() {
        super("the user has as many email addresses as a user may have");
    }
}
