package io.github.useremails.domain.address;

/** A text is not an email address; {@link #reason()} says what to correct. */
public final class InvalidEmailAddressException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** The first thing found wrong. */
    private final InvalidEmailAddressReason reason;

    InvalidEmailAddressException(InvalidEmailAddressReason reason) {
        super(reason.explanation());
        this.reason = reason;
    }

    /**
     * The reason for which the text was refused.
     *
     * @return the first thing found wrong with the text; there may be more
     */
    public InvalidEmailAddressReason reason() {
        return reason;
    }
}
