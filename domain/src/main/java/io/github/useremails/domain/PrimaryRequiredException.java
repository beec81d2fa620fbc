package io.github.useremails.domain;

/** The change would leave a user who has addresses without a primary one: make another address primary first. */
public final class PrimaryRequiredException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public PrimaryRequiredException() {
        super("a user with email addresses must have a primary one");
    }
}
