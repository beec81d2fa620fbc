package io.github.useremails.command;

import io.github.useremails.command.CommandProcess.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The command without a process of its own, which would take most of the time of a test. */
record CommandInProcess(Path config) {

    /** For a database, with lines of {@code flyway.placeholders}. */
    static CommandInProcess on(String url, Path directory, String... placeholders) {
        Path config = directory.resolve("flyway.toml");
        try {
            Files.writeString(
                    config,
                    "[environments.default]\nurl = \"" + url + "\"\n[flyway]\ntable = \"useremails_schema_history\"\n"
                            + "[flyway.placeholders]\n" + String.join("\n", placeholders) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CommandInProcess(config);
    }

    Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        CommandLine line = UserEmailsCommand.commandLine().setOut(writer).setErr(writer);
        return new Result(line.execute(all.toArray(String[]::new)), output.toString());
    }
}
