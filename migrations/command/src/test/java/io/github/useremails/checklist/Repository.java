package io.github.useremails.checklist;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** A repository made by the command git, and the checklist run in it. */
record Repository(Path root) {

    record Result(int exitCode, List<String> lines) {}

    static Repository in(Path directory) throws Exception {
        Repository repository = new Repository(Files.createDirectories(directory));
        repository.git("init", "-q", "-b", "main", ".");
        repository.git("config", "user.name", "Ann");
        repository.git("config", "user.email", "ann@mail.example");
        repository.git("config", "commit.gpgsign", "false");
        repository.git("config", "core.autocrlf", "false");
        return repository;
    }

    Repository write(String path, String... lines) throws IOException {
        return write(path, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Repository write(String path, byte[] bytes) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return this;
    }

    String read(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    void commit(String message) throws Exception {
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", message);
    }

    String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** For names that Java cannot write. */
    void shell(String script) throws Exception {
        run(List.of("sh", "-c", script));
    }

    Result checklist(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(1, "--directory=" + root);
        StringWriter output = new StringWriter();
        int exitCode = new CommandLine(ChecklistCommand.class)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(output))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(all.toArray(String[]::new));
        return new Result(exitCode, output.toString().lines().toList());
    }

    private String run(List<String> command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        // A hook of git that runs the build has them point to the repository of the build.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(60, TimeUnit.SECONDS);
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + ": " + output);
        }
        return output;
    }
}
