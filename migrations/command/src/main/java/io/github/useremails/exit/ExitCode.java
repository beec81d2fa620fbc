package io.github.useremails.exit;

/** The exit codes of a command; 0 is success. */
public final class ExitCode {

    /** The command found something, or something prevents it from continuing. */
    public static final int FOUND = 1;

    /** An option, a setting or a file is invalid. */
    public static final int USAGE = 2;

    /** A lock could not be acquired. */
    public static final int LOCKED = 3;

    /** The command could not look, or could not act. */
    public static final int UNABLE = 4;

    private ExitCode() {}
}
