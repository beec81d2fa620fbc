package io.github.useremails.quickstart;

/** A mistake that the person who runs the quickstart can correct; the message says which, in one line. */
final class QuickstartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QuickstartException(String message, Throwable cause) {
        super(message, cause);
    }

    QuickstartException(String message) {
        super(message);
    }
}
