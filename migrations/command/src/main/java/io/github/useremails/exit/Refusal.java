package io.github.useremails.exit;

/** The reason why a command fails: a message that is printed as it is, and the exit code. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** One of {@link ExitCode}. */
    private final int exitCode;

    private Refusal(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /**
     * {@return a failure because of what the command found}
     *
     * @param message what was found, and what to do about it
     */
    public static Refusal found(String message) {
        return new Refusal(ExitCode.FOUND, message);
    }

    /**
     * {@return a failure because of an invalid option, setting or file}
     *
     * @param message which one, and what it should be
     */
    public static Refusal usage(String message) {
        return new Refusal(ExitCode.USAGE, message);
    }

    /**
     * {@return a failure because the command could not look, or could not act}
     *
     * @param message why, and what to do about it
     */
    public static Refusal unable(String message) {
        return new Refusal(ExitCode.UNABLE, message);
    }

    /** {@return the exit code of the command} */
    public int exitCode() {
        return exitCode;
    }
}
