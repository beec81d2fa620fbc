package io.github.useremails.domain;

/** The user has confirmed the address already. */
public final class AlreadyConfirmedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public AlreadyConfirmedException() {
        super("the email address is confirmed already");
    }
}
