package io.github.useremails.domain;

/** The change would give a user a second institution-managed address. */
public final class SecondInstitutionManagedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public SecondInstitutionManagedException() {
        super("a user has at most one institution-managed email address");
    }
}
