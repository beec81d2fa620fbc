package io.github.useremails.migrations.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Tells where the move stands: the backfill with its rate and end, open conflicts, and who works on users.")
final class StatusCommand implements Callable<Integer> {

    private static final String CONFLICTS =
            "select c.reason as conflict, count(*) as users from user_email_legacy_conflicts c group by c.reason";

    @Mixin
    private final Target target = new Target();

    @Option(names = "--json", description = "Write JSON: the backfill, the conflicts, the sessions.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = target.connect()) {
            if (new Question("select where to_regclass('user_email_legacy_conflicts') is not null")
                    .isEmpty(connection)) {
                throw new Refusal("There is no move: it has not begun, or it is finished.");
            }
            new Question(target.runbook("move/progress.sql")).ask(connection, json, out);
            new Question(CONFLICTS).ask(connection, json, out);
            new Question(target.runbook("move/blockers.sql")).ask(connection, json, out);
        }
        return 0;
    }
}
