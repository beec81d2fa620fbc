package io.github.useremails.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, as an operator runs it. */
record CommandProcess(Map<String, String> environment, List<String> options, Path directory) {

    CommandProcess(Map<String, String> environment) {
        this(environment, List.of(), Path.of(""));
    }

    /** In a directory of its own, as flyway.toml is looked for there. */
    CommandProcess in(Path place) {
        return new CommandProcess(environment, options, place);
    }

    /** With options that every call has. */
    CommandProcess with(String... more) {
        return new CommandProcess(environment, List.of(more), directory);
    }

    record Result(int exitCode, String output) {}

    Result run(String... arguments) throws Exception {
        Process process = start(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(60, TimeUnit.SECONDS);
        return new Result(process.exitValue(), output);
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                UserEmailsCommand.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FLYWAY_"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
