package io.github.useremails.domain;

/** Thrown when a change would give a user a second institution-managed address. */
public final class SecondInstitutionManagedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public SecondInstitutionManagedException() {
        super("a user has at most one institution-managed email address");
    }
}
