package io.github.useremails.domain;

/** Thrown when an address that is neither confirmed nor institution-managed would become primary. */
public final class UnconfirmedPrimaryException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public UnconfirmedPrimaryException() {
        super("only a confirmed or institution-managed email address can become primary");
    }
}
