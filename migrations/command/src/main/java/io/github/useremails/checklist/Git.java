package io.github.useremails.checklist;

import io.github.useremails.exit.Refusal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The command {@code git}, run in a directory. */
record Git(Path directory) {

    /** The exit code of git is 0, or 1 if it found nothing. */
    record Answer<T>(int exitCode, T value) {

        boolean isFound() {
            return exitCode == 0;
        }
    }

    @FunctionalInterface
    interface Reading<T> {
        T read(InputStream output) throws IOException;
    }

    /** Throws a {@link Refusal} with git's message if git failed. */
    <T> Answer<T> ask(Reading<T> reading, List<String> arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        try (InputStream output = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
            process.getOutputStream().close();
            CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            T value = reading.read(output);
            int exitCode = process.waitFor();
            if (exitCode > 1) {
                throw Refusal.unable(
                        "git " + arguments.get(0) + " failed: " + errors.join().strip());
            }
            return new Answer<>(exitCode, value);
        } finally {
            process.destroy();
        }
    }

    Answer<String> ask(String... arguments) throws IOException, InterruptedException {
        return ask(Git::text, List.of(arguments));
    }

    private Process start(List<String> arguments) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw Refusal.usage(directory + " is not a directory.");
        }
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        // Words are compared byte by byte, and errors are in English, in every locale.
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw Refusal.unable("The command git is required, but cannot run: " + e.getMessage());
        }
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
