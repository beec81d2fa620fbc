package io.github.useremails.postgres;

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
}
