package io.github.useremails.compatibility;

import io.github.useremails.domain.User;
import io.github.useremails.guard.ColumnGuard;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Versions of the dependencies that a host brings together. The POM of this module copies the jars of each stack into a
 * folder of its own.
 *
 * @param name of the folder
 */
record Stack(String name) {

    private static final Path FOLDER = Path.of("target/stacks");
    private static final String COMMON = "common";

    static List<Stack> all() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals(COMMON))
                    .sorted()
                    .map(Stack::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the jars of the project, or the folders of classes where nothing is packaged} */
    static List<Path> released() {
        return Stream.of(User.class, Migrations.class, PostgresUserEmails.class, ColumnGuard.class)
                .map(Stack::place)
                .toList();
    }

    static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Path> jars() {
        List<Path> jars = new ArrayList<>(in(name));
        jars.addAll(in(COMMON));
        return jars;
    }

    /**
     * {@return the version of a dependency in this stack}
     *
     * @param artifact such as {@code flyway-core}
     */
    Version version(String artifact) {
        String prefix = artifact + "-";
        return in(name).stream()
                .map(jar -> jar.getFileName().toString())
                .filter(jar -> jar.startsWith(prefix))
                .map(jar -> Version.parse(jar.substring(prefix.length(), jar.length() - ".jar".length())))
                .findFirst()
                .orElseThrow();
    }

    /** {@return the oldest Java that can load the stack} */
    int requiredJava() {
        return version("jooq").compareTo(Version.parse("3.21")) >= 0 ? 21 : 17;
    }

    @Override
    public String toString() {
        return name;
    }

    private static List<Path> in(String folder) {
        try (Stream<Path> jars = Files.list(FOLDER.resolve(folder))) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
