package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the command says of itself. */
class HelpTest {

    static Stream<List<String>> everyCommand() {
        List<List<String>> names = new ArrayList<>();
        collect(List.of(), UserEmailsCommand.commandLine(), names);
        return names.stream();
    }

    private static void collect(List<String> name, CommandLine command, List<List<String>> names) {
        names.add(name);
        command.getSubcommands().forEach((more, subcommand) -> {
            List<String> longer = new ArrayList<>(name);
            longer.add(more);
            collect(longer, subcommand, names);
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void helpIsWholeAndFitsATerminal(List<String> name) {
        CommandLine command = UserEmailsCommand.commandLine();
        for (String part : name) {
            command = Objects.requireNonNull(command.getSubcommands().get(part));
        }
        List<String> arguments = new ArrayList<>(name);
        arguments.add("--help");

        Result help = run(arguments.toArray(String[]::new));

        assertThat(help.exitCode()).isZero();
        assertThat(help.output().lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).doesNotContain("\u001b", "\r", "%n"));
        String whole = withoutBlanks(help.output());
        assertThat(whole)
                .contains(withoutBlanks(command.getCommandSpec().usageMessage().description()));
        command.getSubcommands()
                .values()
                .forEach(subcommand -> assertThat(whole)
                        .contains(withoutBlanks(
                                subcommand.getCommandSpec().usageMessage().description())));
        for (OptionSpec option : command.getCommandSpec().options()) {
            assertThat(whole).contains(withoutBlanks(option.description()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"contrct", "rolback", "stop-forward", "soft-dorp", "nonsense", "drop"})
    void aSlipOfThePenIsNeverAnsweredWithADangerousCommand(String slip) {
        Result result = run(slip);

        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.output())
                .hasLineCount(2)
                .startsWith("There is no command or option '" + slip + "'.")
                .doesNotContain("contract", "rollback", "stop-forwarding", "soft-drop");
    }

    @Test
    void aHarmlessCommandIsProposed() {
        assertThat(run("prefligt").output()).contains("Did you mean useremails preflight?");
    }

    @Test
    void aWrongOptionIsSaidInTwoLines() {
        assertThat(run("verify", "--no-such-option").output()).hasLineCount(2).contains("useremails verify --help");
        assertThat(run("rollback", "--undo", "everything").output())
                .hasLineCount(2)
                .contains("--undo", "verification, backfill, forwarding, structure, contract");
        assertThat(run().output()).hasLineCount(2).contains("Name a command.");
    }

    private static Result run(String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        int code = UserEmailsCommand.commandLine().setOut(writer).setErr(writer).execute(arguments);
        return new Result(code, output.toString());
    }

    private static String withoutBlanks(String... text) {
        return Arrays.stream(text).map(line -> line.replaceAll("\\s|%n", "")).reduce("", String::concat);
    }
}
