package io.github.useremails.exit;

/** Why a command ends without what it was asked for: words that are shown as they are, and its exit code. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** One of {@link ExitCode}. */
    private final int exitCode;

    private Refusal(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /**
     * {@return that what the command found stands in the way}
     *
     * @param message what was found, and what to do about it
     */
    public static Refusal found(String message) {
        return new Refusal(ExitCode.FOUND, message);
    }

    /**
     * {@return that an option, a setting or a file is wrong}
     *
     * @param message which, and what it should be
     */
    public static Refusal usage(String message) {
        return new Refusal(ExitCode.USAGE, message);
    }

    /**
     * {@return that the command could not look, or could not do it}
     *
     * @param message why, and what to do about it
     */
    public static Refusal unable(String message) {
        return new Refusal(ExitCode.UNABLE, message);
    }

    /** {@return the exit code that the command ends with} */
    public int exitCode() {
        return exitCode;
    }
}
