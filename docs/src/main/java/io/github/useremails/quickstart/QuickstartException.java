package io.github.useremails.quickstart;

/** Something that whoever runs the quickstart can mend; the message says what, in one line. */
final class QuickstartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QuickstartException(String message, Throwable cause) {
        super(message, cause);
    }

    QuickstartException(String message) {
        super(message);
    }
}
