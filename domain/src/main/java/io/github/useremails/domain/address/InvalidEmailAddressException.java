package io.github.useremails.domain.address;

/** Thrown when a text is not an email address. {@link #reason()} explains what to correct. */
public final class InvalidEmailAddressException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** The first error found. */
    private final InvalidEmailAddressReason reason;

    InvalidEmailAddressException(InvalidEmailAddressReason reason) {
        super(reason.explanation());
        this.reason = reason;
    }

    /**
     * Returns the reason why the text was rejected.
     *
     * @return the first error found in the text; there may be more
     */
    public InvalidEmailAddressReason reason() {
        return reason;
    }
}
