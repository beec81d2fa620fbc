package io.github.useremails.domain;

/** The user has the address already, perhaps in another spelling. */
public final class DuplicateEmailAddressException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public DuplicateEmailAddressException() {
        super("the user has the email address already");
    }
}
