package io.github.useremails.documentation;

import io.github.useremails.postgres.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Runs shell that calls {@code flyway}, as an operator does: from the root of the repository, in its own process. */
record FlywayCommandLine(Database database, Path directory) {

    /**
     * What came of a command.
     *
     * @param exitCode 0 for success
     * @param output what it printed on both streams
     */
    record Result(int exitCode, String output) {}

    static FlywayCommandLine on(Database database, Path directory) throws IOException {
        Path jars = Path.of("target/flyway-commandline").toAbsolutePath();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path script = directory.resolve("flyway");
        Files.writeString(script, """
                #!/bin/sh
                exec '%s' -cp '%s/*' org.flywaydb.commandline.Main "$@"
                """.formatted(java, jars));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new FlywayCommandLine(database, directory);
    }

    Result run(String shell) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-eu", "-c", shell)
                .directory(Page.ROOT.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("FLYWAY_URL", database.jdbcUrl());
        builder.environment().put("FLYWAY_USER", "postgres");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
