package io.github.useremails.migrations.checklist;

/** What the caller has to mend, in words that are shown as they are. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
