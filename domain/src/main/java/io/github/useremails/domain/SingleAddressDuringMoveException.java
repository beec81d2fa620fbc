package io.github.useremails.domain;

/**
 * A user has one address until the move from the legacy column is finished: the column can hold no more. Replace the
 * address in one change instead, by adding and confirming the new one and removing the old one.
 */
public final class SingleAddressDuringMoveException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public SingleAddressDuringMoveException() {
        super("a user has one email address until the move from the legacy column is finished");
    }
}
