package io.github.useremails.migrations.command;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "expand",
        mixinStandardHelpOptions = true,
        description =
                "Runs what is left of structure, forwarding, backfill and verification, again and again where a lock"
                        + " cannot be had. To watch the backfill, run 'expand --forwarding-only' and then 'backfill'.")
final class ExpandCommand implements Callable<Integer> {

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--attempts",
            defaultValue = "20",
            description = "How often a step is tried. Default: ${DEFAULT-VALUE}")
    private int attempts = 20;

    @Option(names = "--forwarding-only", description = "Stop before the backfill.")
    private boolean forwardingOnly;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Ending ending = Ending.says(() -> stands("'expand' was ended."), err)) {
            new LockPatience(target, attempts, err).run(() -> {
                int scripts = forwardingOnly
                        ? target.migrations().upToForwarding().migrate()
                        : target.migrations().migrate();
                out.println(scripts + " migrations were run.");
            });
        } catch (FlywayException | SQLException e) {
            String said = LostConnection.in(e).orElse(null);
            if (said == null) {
                throw e;
            }
            throw Refusal.unable(stands("The connection to the server was lost (" + said + ")."));
        }
        return 0;
    }

    private static String stands(String what) {
        return what + " Every script that was run stays, and what the backfill has copied. Where it stands: useremails"
                + " status. To go on, run 'useremails expand' again.";
    }
}
