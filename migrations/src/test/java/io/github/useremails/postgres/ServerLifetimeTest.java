package io.github.useremails.postgres;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
@Tag("slow")
class ServerLifetimeTest {

    private Process jvm;
    private final List<ProcessHandle> postmasters = new ArrayList<>();
    private final List<Path> dataDirectories = new ArrayList<>();
    private List<ProcessHandle> companions;

    @BeforeEach
    void startServerInAnotherJvm() throws IOException {
        String java = String.join(File.separator, System.getProperty("java.home"), "bin", "java");
        jvm = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Program.class.getName())
                .redirectError(Redirect.DISCARD)
                .start();
        BufferedReader output = jvm.inputReader(StandardCharsets.UTF_8);
        for (int server = 0; server < 2; server++) {
            String[] started = output.readLine().split(" ", 2);
            postmasters.add(ProcessHandle.of(Long.parseLong(started[0])).orElseThrow());
            dataDirectories.add(Path.of(started[1]));
        }
        companions = jvm.children().toList();
    }

    @AfterEach
    void endTheOtherJvm() {
        jvm.destroyForcibly();
    }

    @Test
    void aKilledProcessLeavesNoServerBehind() throws Exception {
        jvm.destroyForcibly();

        assertThatNothingIsLeft();
    }

    @Test
    void anInterruptedProcessLeavesNoServerBehind() throws Exception {
        // A JVM that was started in the background may ignore the first signal.
        signal("INT", jvm.toHandle());
        signal("TERM", jvm.toHandle());

        assertThatNothingIsLeft();
    }

    /** Ctrl-C reaches the watcher too. It is needed all the more, for the JVM may be killed before it has ended. */
    @Test
    void theWatcherSurvivesAnInterrupt() throws Exception {
        for (ProcessHandle companion : companions) {
            signal("INT", companion);
        }
        jvm.destroyForcibly();

        assertThatNothingIsLeft();
    }

    @Test
    void aProcessThatEndsInOrderLeavesNoServerBehind() throws Exception {
        jvm.getOutputStream().close();

        assertThatNothingIsLeft();
        assertThat(jvm.exitValue()).isZero();
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        new ProcessBuilder("sh", "-c", "kill -\"$1\" \"$2\"", "signal", name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private void assertThatNothingIsLeft() throws Exception {
        jvm.onExit().get(30, SECONDS);
        for (ProcessHandle postmaster : postmasters) {
            postmaster.onExit().get(30, SECONDS);
        }
        // The watchers are among them: they end last, when the directory is removed. So is who waits for PgBouncer.
        for (ProcessHandle companion : companions) {
            companion.onExit().get(30, SECONDS);
        }
        assertThat(dataDirectories)
                .allSatisfy(directory -> assertThat(directory).doesNotExist());
    }

    /** Starts a server and its standby, says where they are, and ends when its input does. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws IOException {
            EmbeddedServer primary = EmbeddedServer.start();
            HotStandby standby = HotStandby.of(primary);
            if (PgBouncer.isInstalled()) {
                PgBouncer.before(primary, 1);
            }
            for (EmbeddedServer server : List.of(primary, standby.server())) {
                System.out.println(server.processId() + " " + server.dataDirectory());
            }
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
