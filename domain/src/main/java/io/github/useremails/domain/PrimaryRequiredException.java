package io.github.useremails.domain;

/**
 * The change would take the primary address away and put none in its place: make another address primary first. The
 * only address of a user cannot be taken away, just replaced.
 */
public final class PrimaryRequiredException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public PrimaryRequiredException() {
        super("a user with email addresses must have a primary one");
    }
}
