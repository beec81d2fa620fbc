package io.github.useremails.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/**
 * Stops the server of a JVM that died and removes the server's directory.
 *
 * <p>A shutdown hook does not run when the JVM is killed, crashes or halts, and an orphaned server would hold its port,
 * its memory and its disk for good. So a small shell is started before the server and reads from a pipe whose other end
 * only this JVM holds. The kernel closes that end in whatever way the JVM ends; the read returns, and what is left of
 * the server is cleared away. After an orderly close nothing is left, and the shell just ends.
 *
 * <p>Ctrl-C goes to all processes of the terminal's group, so the shell ignores signals that would end it before its
 * work. Its output goes nowhere: were it the JVM's own, whoever reads the JVM's output would wait for the shell too.
 *
 * <p>There is no such shell on Windows.
 */
final class Watcher {

    /** POSIX, but for the fraction of a second; where {@code sleep} knows none, it is a whole one. */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            directory=$1
            pause() { sleep 0.1 || sleep 1; }

            read -r until_the_other_end_is_closed
            [ -d "$directory" ] || exit 0

            # A server that is just starting writes its process id soon; one that was stopped never does. A negative
            # number is a helper that prepares the directory, which ends by itself.
            running() { read -r postmaster <"$directory/postmaster.pid" && [ "$postmaster" -gt 0 ]; }
            attempts=50
            until running || [ $((attempts -= 1)) -lt 0 ]; do
              pause
            done

            # It takes the file away when it is done. The process may stand longer, if nobody collects orphans here.
            attempts=100
            while running && kill -QUIT "$postmaster" && [ $((attempts -= 1)) -ge 0 ]; do
              pause
            done
            rm -rf "$directory"
            """;

    private Watcher() {}

    /**
     * Starts watching.
     *
     * @param dataDirectory of the server that is going to be started
     * @return ends the watching, and clears away what is left
     */
    static Closeable over(Path dataDirectory) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return () -> {};
        }
        return shell(dataDirectory).getOutputStream();
    }

    static Process shell(Path dataDirectory) throws IOException {
        return new ProcessBuilder("sh", "-c", SCRIPT, "watcher", dataDirectory.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }
}
