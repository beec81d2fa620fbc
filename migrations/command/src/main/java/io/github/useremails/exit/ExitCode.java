package io.github.useremails.exit;

/** What the exit code of a command says; 0 is success. */
public final class ExitCode {

    /** The command looked and found something, or something stands in the way. */
    public static final int FOUND = 1;

    /** An option, a setting or a file is wrong. */
    public static final int USAGE = 2;

    /** A lock could not be acquired. */
    public static final int LOCKED = 3;

    /** The command could not look, or could not do it. */
    public static final int UNABLE = 4;

    private ExitCode() {}
}
