package io.github.useremails.command;

import io.github.useremails.migrations.PendingScript;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Prints the SQL that has not run yet, with the locks it acquires and for how long. Changes nothing.")
final class PlanCommand implements Callable<Integer> {

    @Mixin
    private final Target target = new Target();

    @Option(names = "--contract", description = "Include the contract.")
    private boolean contract;

    @Option(names = "--headers", description = "Print the header of each script instead of its SQL.")
    private boolean headers;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        for (PendingScript script : (contract ? target.migrations().withContract() : target.migrations()).pending()) {
            String sql = script.sql();
            out.println("-- " + script.name());
            out.println(headers ? sql.substring(0, Math.max(0, sql.indexOf("\n\n"))) : sql);
            out.println();
        }
        return 0;
    }
}
