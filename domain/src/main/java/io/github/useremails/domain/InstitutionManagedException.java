package io.github.useremails.domain;

/**
 * Thrown when a change would remove an address that an institution manages. Release the address first, or call
 * {@link User#leaveInstitution}.
 */
public final class InstitutionManagedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public InstitutionManagedException() {
        super("an institution manages the email address: release it first, or call leaveInstitution");
    }
}
