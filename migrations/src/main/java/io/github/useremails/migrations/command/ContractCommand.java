package io.github.useremails.migrations.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "contract",
        mixinStandardHelpOptions = true,
        description =
                "Drops the legacy column, if nothing needs it any more; otherwise names every reason, and changes nothing.")
final class ContractCommand implements Callable<Integer> {

    @Mixin
    private final Target target = new Target();

    @Option(names = "--attempts", defaultValue = "20", description = "How often it is tried. Default: ${DEFAULT-VALUE}")
    private int attempts = 20;

    @Option(
            names = "--yes-drop",
            required = true,
            description = "The column to drop, as users.email_address: so that nobody drops it by mistake.")
    private String yesDrop = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (!yesDrop.equals(target.rendered("${users_table}.${legacy_column}"))) {
            throw new Refusal("--yes-drop does not name the legacy column.");
        }
        new LockPatience(target, attempts, spec.commandLine().getErr())
                .run(() -> out.println(target.migrations().withContract().migrate() + " migrations were run."));
        return 0;
    }
}
