package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The checklist as a team uses it, from the first baseline to the last mention. */
@DisabledOnOs(OS.WINDOWS)
class ChecklistProcessTest {

    @TempDir
    private Path directory;

    private CommandProcess command;

    @BeforeEach
    void createRepository() throws Exception {
        shell("git init -q -b main . && git config user.name Ann && git config user.email ann@mail.example");
        write("Users.java", "get(email_address);\nput(email_address);\n");
        write("m\u00fcll.sql", "select email_address\n");
        shell("git add -A && git commit -q -m code");
        command = new CommandProcess(Map.of()).with("--directory", directory.toString());
    }

    @Test
    void aTeamGoesFromManyMentionsToNone() throws Exception {
        assertThat(command.run("checklist", "baseline"))
                .isEqualTo(result(0, "0 todo, 0 fine, 3 unreviewed: 3 in all."));
        assertThat(command.run("checklist", "mark", "todo", "Users.java").exitCode())
                .isZero();
        assertThat(command.run("checklist", "check").exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(command.run("checklist", "mark", "todo", ".").exitCode()).isZero();
        assertThat(command.run("checklist", "check")).isEqualTo(result(0));
        shell("git add -A && git commit -q -m verdicts && git checkout -q -b topic");

        write("New.java", "find(email_address);\n");
        shell("git add -A && git commit -q -m topic");
        Result found = command.run("checklist", "check", "--since", "main");
        assertThat(found.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(found.output()).startsWith("New.java:1:6: unreviewed").contains("checklist mark");
        write("New.java", "find(email_address); // \u2713\n");
        assertThat(command.run("checklist", "check", "--since", "main")).isEqualTo(result(0));

        shell("git rm -q -f New.java Users.java *.sql && git commit -q -m 'the end'");
        assertThat(command.run("checklist", "baseline").output())
                .contains("Users.java: done, was todo")
                .endsWith("0 todo, 0 fine, 0 unreviewed: 0 in all." + System.lineSeparator());
    }

    /** What is printed can be given back, also where the terminal knows no other letters than those of English. */
    @Test
    void aNameThatTheLocaleDoesNotHaveIsQuoted() throws Exception {
        CommandProcess english = new CommandProcess(
                        Map.of("LC_ALL", "C", "JDK_JAVA_OPTIONS", "-Dfile.encoding=US-ASCII"))
                .with("--directory", directory.toString());

        assertThat(english.run("checklist", "list").output()).contains("\"m\\303\\274ll.sql\":1:8: unreviewed");
        assertThat(english.run("checklist", "mark", "fine", "\"m\\303\\274ll.sql\":1:8")
                        .exitCode())
                .isZero();
        assertThat(Files.readString(directory.resolve(".useremails-checklist"))).contains(" m\u00fcll.sql\n");
    }

    @Test
    void withoutGitItSaysSo() throws Exception {
        Result result = new CommandProcess(Map.of("PATH", directory.toString()))
                .run("checklist", "list", "--directory", directory.toString());

        assertThat(result.exitCode()).isEqualTo(ExitCode.UNABLE);
        assertThat(result.output()).hasLineCount(1).startsWith("The command git is required, but cannot run");
    }

    @Test
    void wrongUsageIsToldWithTheCommandsThereAre() throws Exception {
        assertThat(new CommandProcess(Map.of()).run("checklist").exitCode()).isEqualTo(2);
        assertThat(command.run("checklist", "report", "--depth", "many").exitCode())
                .isEqualTo(2);
        assertThat(command.run("checklist", "report", "--depth", "0"))
                .isEqualTo(result(2, "--depth must be at least 1."));
        assertThat(command.run("checklist", "check", "--since=--all"))
                .isEqualTo(result(2, "A revision must be a branch, a tag or a commit."));
        assertThat(new CommandProcess(Map.of()).run("checklist", "--help").output())
                .contains("baseline", "mark", "list", "report", "check");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private void shell(String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
                .directory(directory.toFile())
                .inheritIO();
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        Process process = builder.start();
        process.waitFor(60, TimeUnit.SECONDS);
        assertThat(process.exitValue()).isZero();
    }

    private static Result result(int exitCode, String... lines) {
        String output = String.join(System.lineSeparator(), lines);
        return new Result(exitCode, output.isEmpty() ? "" : output + System.lineSeparator());
    }
}
