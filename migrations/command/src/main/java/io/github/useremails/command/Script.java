package io.github.useremails.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL resources of the command. */
final class Script {

    private Script() {}

    static String read(String name) {
        try (InputStream text = Script.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalArgumentException("there is no script " + name);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
