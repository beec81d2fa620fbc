package io.github.useremails.domain;

/** Thrown when an address belongs to another user: that user has confirmed it, or an institution manages it. */
public final class EmailAddressClaimedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public EmailAddressClaimedException() {
        super("the email address belongs to another user");
    }
}
