package io.github.useremails.domain;

/** The user does not have the address. */
public final class UnknownEmailAddressException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public UnknownEmailAddressException() {
        super("the user does not have the email address");
    }
}
