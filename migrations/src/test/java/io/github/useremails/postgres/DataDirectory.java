package io.github.useremails.postgres;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardOpenOption.APPEND;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where one server keeps its files, and nobody else. */
record DataDirectory(Path path) {

    static DataDirectory create() throws IOException {
        return new DataDirectory(Files.createTempDirectory("useremails-postgres"));
    }

    /** Whether a server runs on it: that holds from early in the start to the very end of the stop. */
    boolean isInUse() {
        return Files.exists(processFile());
    }

    long processId() throws IOException {
        return Long.parseLong(Files.readAllLines(processFile()).get(0));
    }

    /** Forgets a process that was killed, and so could not take its file away. */
    void forgetProcess() throws IOException {
        Files.deleteIfExists(processFile());
    }

    /** Copies everything into another directory, which is empty. No server may be running here. */
    void copyTo(DataDirectory other) throws IOException {
        for (Path file : parentsFirst()) {
            if (!file.equals(path)) {
                Files.copy(file, other.path.resolve(path.relativize(file)), COPY_ATTRIBUTES);
            }
        }
    }

    /** Makes the server that will start here a standby. Its own settings come after those that it was copied with. */
    void follow(int portOfPrimary) throws IOException {
        Files.createFile(path.resolve("standby.signal"));
        Files.writeString(path.resolve("postgresql.auto.conf"), """
                primary_conninfo = '%s'
                wal_retrieve_retry_interval = '100ms'
                """.formatted(connectionTo(portOfPrimary)), APPEND);
    }

    static String connectionTo(int portOfPrimary) {
        return "host=localhost port=" + portOfPrimary + " user=postgres";
    }

    void delete() throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        for (Path file : childrenFirst()) {
            Files.delete(file);
        }
    }

    private Path processFile() {
        return path.resolve("postmaster.pid");
    }

    private List<Path> childrenFirst() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }

    private List<Path> parentsFirst() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.sorted().toList();
        }
    }
}
