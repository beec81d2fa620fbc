package io.github.useremails.domain;

/** The change would remove an address that an institution manages: release it first, or leave the institution. */
public final class InstitutionManagedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public InstitutionManagedException() {
        super("an institution manages the email address: release it first, or call leaveInstitution");
    }
}
