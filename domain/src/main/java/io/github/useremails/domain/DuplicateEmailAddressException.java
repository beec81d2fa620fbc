package io.github.useremails.domain;

/** Thrown when a user already has the address, perhaps in another spelling. */
public final class DuplicateEmailAddressException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public DuplicateEmailAddressException() {
        super("the user already has the email address");
    }
}
