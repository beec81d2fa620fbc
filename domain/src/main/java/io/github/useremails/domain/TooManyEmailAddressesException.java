package io.github.useremails.domain;

/** Thrown when a user already has the maximum number of addresses. */
public final class TooManyEmailAddressesException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public TooManyEmailAddressesException() {
        super("the user already has the maximum number of email addresses");
    }
}
