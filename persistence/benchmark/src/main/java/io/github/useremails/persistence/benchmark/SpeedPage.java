package io.github.useremails.persistence.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A page of figures, and the folder of its pictures, which has the name of the page. */
record SpeedPage(Path file) {

    /**
     * Asks before the measuring what would otherwise be told after it.
     *
     * @throws IllegalArgumentException if the page has no place for the part
     */
    void requirePlaceFor(GeneratedPart part) throws IOException {
        String unused = part.of(Files.readString(file));
    }

    /** Writes a part of the page, and pictures by their names. */
    void write(GeneratedPart part, String text, Map<String, String> pictures) throws IOException {
        String page = Files.readString(file);
        Files.writeString(file, part.replacedIn(page, text));
        Path folder = file.resolveSibling(folder());
        Files.createDirectories(folder);
        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            Files.writeString(folder.resolve(picture.getKey()), picture.getValue());
        }
    }

    String folder() {
        return file.getFileName().toString().replaceFirst("\\.md$", "");
    }
}
