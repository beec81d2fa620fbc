package io.github.useremails.domain;

/** Thrown when a user has already confirmed the address. */
public final class AlreadyConfirmedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public AlreadyConfirmedException() {
        super("the email address is already confirmed");
    }
}
