package io.github.useremails.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One run of the server on its data directory, from a start to a stop. */
final class Postmaster {

    static final int ANY_PORT = 0;

    private final DataDirectory directory;
    private final Map<String, String> settings;
    private final EmbeddedPostgres postgres;

    private Postmaster(DataDirectory directory, Map<String, String> settings, EmbeddedPostgres postgres) {
        this.directory = directory;
        this.settings = settings;
        this.postgres = postgres;
    }

    static Postmaster start(DataDirectory directory, int port, Map<String, String> settings) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.path())
                .setPort(port)
                // Order and messages are then the same on every machine.
                .setLocaleConfig("locale", "C")
                .setPGStartupWait(Duration.ofSeconds(30))
                // Cleaning would make a new cluster at the next start. It and the hook are the server's business.
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false);
        settings.forEach(builder::setServerConfig);
        return new Postmaster(directory, settings, builder.start());
    }

    /** Starts the next run, on the same port and with the same data. */
    Postmaster next() throws IOException {
        return start(directory, port(), settings);
    }

    int port() {
        return postgres.getPort();
    }

    long processId() throws IOException {
        return directory.processId();
    }

    void stop() throws IOException {
        postgres.close();
    }

    /** Kills all processes of the server, as a power cut would, and returns when none is left. */
    void kill() throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(processId()).orElseThrow();
        List<ProcessHandle> others = postmaster.descendants().toList();
        // The parent first, or it would start others in their place.
        postmaster.destroyForcibly();
        others.forEach(ProcessHandle::destroyForcibly);
        postmaster.onExit().join();
        others.forEach(other -> other.onExit().join());
        directory.forgetProcess();
        postgres.close();
    }
}
