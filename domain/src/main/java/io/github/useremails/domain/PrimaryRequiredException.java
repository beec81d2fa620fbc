package io.github.useremails.domain;

/**
 * Thrown when a change would remove the primary address without a replacement. Make another address primary first. The
 * only address of a user can be replaced, but not removed.
 */
public final class PrimaryRequiredException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public PrimaryRequiredException() {
        super("a user with email addresses must have a primary one");
    }
}
