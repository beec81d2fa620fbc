package io.github.useremails.domain;

/** The address is in a domain that is not known to be the institution's. */
public final class DomainNotVerifiedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Makes the error; its message names no address. */
    public DomainNotVerifiedException() {
        super("the domain of the email address is not one that the institution has verified");
    }
}
