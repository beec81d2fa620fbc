package io.github.useremails.domain;

/** Thrown when the domain of an address is not one that the institution has verified. */
public final class DomainNotVerifiedException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. Its message does not contain the address. */
    public DomainNotVerifiedException() {
        super("the domain of the email address is not one that the institution has verified");
    }
}
