package io.github.useremails.command;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints the server's warnings while Flyway runs the scripts. Flyway's own warnings are for developers, and its
 * errors are reported with the exception.
 */
final class ServerNotices extends Handler {

    private static final Pattern OF_THE_SERVER =
            Pattern.compile("DB: (.*?)(?: \\(SQL State: (\\w+) - Error Code: -?\\d+\\))?", Pattern.DOTALL);

    /** Notices about an existing name, which is the purpose of "if not exists". */
    private static final String EXISTS = "42P0[67]|42710|42701";

    private final Consumer<String> out;

    ServerNotices(Consumer<String> out) {
        this.out = out;
        setLevel(Level.WARNING);
    }

    @Override
    public void publish(LogRecord record) {
        Matcher notice = OF_THE_SERVER.matcher(String.valueOf(record.getMessage()));
        if (record.getLevel().equals(Level.WARNING)
                && notice.matches()
                && !String.valueOf(notice.group(2)).matches(EXISTS)) {
            out.accept("Warning of the server: " + notice.group(1).strip());
        }
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
