package io.github.useremails.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A JDK of this machine.
 *
 * @param home its directory
 * @param version such as 17
 */
record Jdk(Path home, int version) {

    /** The usual places of a JDK, the same as in {@code .ci/run}. */
    private static final List<String> PLACES = List.of(
            "/usr/lib/jvm",
            "/opt/java",
            "/opt",
            "/Library/Java/JavaVirtualMachines",
            System.getProperty("user.home") + "/.sdkman/candidates/java");

    /** {@return the JDK that runs the tests} */
    static Jdk current() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** {@return the newest JDK of this machine, which may be the current one} */
    static Jdk newest() {
        List<Jdk> all = new ArrayList<>(List.of(current()));
        for (String place : PLACES) {
            all.addAll(in(Path.of(place)));
        }
        return all.stream().max(Comparator.comparingInt(Jdk::version)).orElseThrow();
    }

    Path java() {
        return home.resolve("bin").resolve("java");
    }

    private static List<Jdk> in(Path place) {
        List<Jdk> found = new ArrayList<>();
        if (Files.isDirectory(place)) {
            try (DirectoryStream<Path> homes = Files.newDirectoryStream(place)) {
                for (Path home : homes) {
                    at(home).or(() -> at(home.resolve("Contents/Home"))).ifPresent(found::add);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static Optional<Jdk> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        @Nullable String version = properties.getProperty("JAVA_VERSION");
        return version == null
                ? Optional.empty()
                : Optional.of(new Jdk(
                        home, Runtime.Version.parse(version.replace("\"", "")).feature()));
    }
}
