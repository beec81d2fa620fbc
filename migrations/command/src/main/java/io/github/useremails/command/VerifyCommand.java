package io.github.useremails.command;

import io.github.useremails.exit.ExitCode;
import java.sql.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Compares both sides in full: one line for each kind of difference, with ids; exit code 1 if there are any.")
final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private final Target target = new Target();

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    @Option(names = "--contract", description = "List every other obstacle to the contract too.")
    private boolean contract;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try (Connection connection = target.connect(Needed.VERIFICATION)) {
            String question = contract ? "questions/obstacles.sql" : "questions/problems.sql";
            int found = new PrintedQuery(target.scriptOfMove(question))
                    .ask(connection, json, spec.commandLine().getOut());
            if (found > 0) {
                return ExitCode.FOUND;
            }
            if (!json) {
                spec.commandLine()
                        .getOut()
                        .println(contract ? "Nothing prevents the drop." : "No difference was found.");
            }
            return 0;
        }
    }
}
