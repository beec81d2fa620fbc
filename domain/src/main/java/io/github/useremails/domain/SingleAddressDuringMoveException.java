package io.github.useremails.domain;

/**
 * Thrown when a change would give a user a second address before the move from the legacy column is finished, since the
 * column holds only one. Replace the address in a single change: add and confirm the new one, and remove the old one.
 */
public final class SingleAddressDuringMoveException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public SingleAddressDuringMoveException() {
        super("a user has at most one email address until the move from the legacy column is finished");
    }
}
