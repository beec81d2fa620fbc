package io.github.useremails.domain;

/** Thrown when a user does not have the address. */
public final class UnknownEmailAddressException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public UnknownEmailAddressException() {
        super("the user does not have the email address");
    }
}
