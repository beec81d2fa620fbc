package io.github.useremails.documentation;

import io.github.useremails.postgres.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Runs shell that calls {@code flyway} or {@code useremails}, as an operator does: from the root of the repository, each in
 * a process of its own.
 */
record OperatorShell(Database database, Path directory) {

    /**
     * What came of a command.
     *
     * @param exitCode 0 for success
     * @param output what it printed on both streams
     */
    record Result(int exitCode, String output) {}

    static OperatorShell on(Database database, Path directory) throws IOException {
        Path flyway = Path.of("target/flyway-commandline").toAbsolutePath();
        command(directory, "flyway", flyway + "/*", "org.flywaydb.commandline.Main");
        command(
                directory,
                "useremails",
                System.getProperty("java.class.path"),
                "io.github.useremails.command.UserEmailsCommand");
        return new OperatorShell(database, directory);
    }

    private static void command(Path directory, String name, String classPath, String main) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path script = directory.resolve(name);
        Files.writeString(script, """
                #!/bin/sh
                exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s "$@"
                """.formatted(java, classPath, main));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Result run(String shell) throws IOException, InterruptedException {
        return run(shell, Page.ROOT);
    }

    Result run(String shell, Path from) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-eu", "-c", shell)
                .directory(from.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("FLYWAY_URL", database.jdbcUrl());
        builder.environment().put("FLYWAY_USER", "postgres");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
