package io.github.useremails.migrations.command;

/** Why a command ends without what it was asked for: words that are shown as they are, and its exit code. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private Refusal(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What the command found stands in the way. */
    static Refusal found(String message) {
        return new Refusal(UserEmailsCommand.FOUND, message);
    }

    /** An option, a setting or a file is wrong. */
    static Refusal usage(String message) {
        return new Refusal(UserEmailsCommand.USAGE, message);
    }

    /** The command could not look, or could not do it. */
    static Refusal unable(String message) {
        return new Refusal(UserEmailsCommand.UNABLE, message);
    }

    int exitCode() {
        return exitCode;
    }
}
