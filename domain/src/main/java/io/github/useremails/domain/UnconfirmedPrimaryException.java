package io.github.useremails.domain;

/** An address that is neither confirmed nor institution-managed was to become primary. */
public final class UnconfirmedPrimaryException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public UnconfirmedPrimaryException() {
        super("only a confirmed or institution-managed email address can become primary");
    }
}
