package io.github.useremails.domain;

/** Another user has claimed the address: confirmed it, or has it from an institution. */
public final class EmailAddressClaimedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public EmailAddressClaimedException() {
        super("the email address belongs to another user");
    }
}
