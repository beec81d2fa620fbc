package io.github.useremails.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the quickstart ends, no process and no file of it is left. */
@DisabledOnOs(OS.WINDOWS)
class QuickstartEndTest {

    @TempDir
    private Path temporary;

    @Test
    void afterTheWalkNothingIsLeft() throws Exception {
        Process quickstart = start();
        List<ProcessHandle> children = childrenOnceLoading(quickstart);

        quickstart.getInputStream().readAllBytes();

        assertThat(quickstart.waitFor(60, SECONDS)).isTrue();
        assertThat(quickstart.exitValue()).isZero();
        assertNothingIsLeft(children);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "KILL"})
    void afterASignalNothingIsLeft(String signal) throws Exception {
        Process quickstart = start();
        List<ProcessHandle> children = childrenOnceLoading(quickstart);

        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(quickstart.pid()))
                        .start()
                        .waitFor())
                .isZero();

        assertThat(quickstart.waitFor(60, SECONDS)).isTrue();
        assertThat(quickstart.exitValue()).isNotZero();
        assertNothingIsLeft(children);
    }

    private Process start() throws Exception {
        List<String> command = new ArrayList<>(listeningToInterrupts());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-Dquickstart.users=20000");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Quickstart.class.getName());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** A build that runs in the background ignores interrupts, and so would everything that it starts. */
    private static List<String> listeningToInterrupts() throws Exception {
        List<String> reset = List.of("env", "--default-signal=INT");
        List<String> probe = new ArrayList<>(reset);
        probe.add("true");
        boolean known = new ProcessBuilder(probe).start().waitFor() == 0;
        return known ? reset : List.of();
    }

    /** The server and the process that watches it. */
    private static List<ProcessHandle> childrenOnceLoading(Process quickstart) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(quickstart.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.contains("A sample")) {
            line = lines.readLine();
        }
        List<ProcessHandle> children = quickstart.descendants().toList();
        assertThat(children).isNotEmpty();
        return children;
    }

    private void assertNothingIsLeft(List<ProcessHandle> children) throws Exception {
        for (ProcessHandle child : children) {
            child.onExit().get(60, SECONDS);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("useremails-postgres")))
                    .isEmpty();
        }
    }
}
