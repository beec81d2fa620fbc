package io.github.useremails.checklist;

import io.github.useremails.exit.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is replaced in one step, so that readers never see half of it. */
record TextFile(Path path) {

    void write(String text) throws IOException {
        Path real = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path temporary = real.resolveSibling(
                real.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.writeString(temporary, text);
            Files.move(temporary, real, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Refusal.unable(path + " cannot be written: " + e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
