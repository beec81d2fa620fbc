package io.github.useremails.postgres;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a killed JVM leaves is in {@link ServerLifetimeTest}; here are the moments that are hard to hit from there. */
@DisabledOnOs(OS.WINDOWS)
class WatcherTest {

    @TempDir
    private Path directory;

    private Process watcher;

    @BeforeEach
    void watch() throws IOException {
        watcher = Watcher.shell(directory);
    }

    @Test
    void waitsForAServerThatIsJustStarting() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start()) {
            ProcessHandle postmaster = ProcessHandle.of(server.processId()).orElseThrow();
            theJvmEnds();
            Files.copy(server.dataDirectory().resolve("postmaster.pid"), directory.resolve("postmaster.pid"));

            postmaster.onExit().get(30, SECONDS);
            assertThatTheDirectoryIsRemoved();
        }
    }

    @Test
    void removesTheDirectoryOfAServerThatNeverStarted() throws Exception {
        theJvmEnds();

        assertThatTheDirectoryIsRemoved();
    }

    @Test
    void endsAtOnceAfterAnOrderlyClose() throws Exception {
        Files.delete(directory);
        theJvmEnds();

        watcher.onExit().get(60, SECONDS);
    }

    private void theJvmEnds() throws IOException {
        watcher.getOutputStream().close();
    }

    private void assertThatTheDirectoryIsRemoved() throws Exception {
        watcher.onExit().get(30, SECONDS);
        assertThat(directory).doesNotExist();
    }
}
