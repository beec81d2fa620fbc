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
        name = "conflicts",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the users whose legacy address could not be kept, with who has the address; exit code 1 if there are any.",
            "To settle one, give one of the two users another address, on either side."
        })
final class ConflictsCommand implements Callable<Integer> {

    private static final String OPEN = """
            select c.user_id,
                   c.reason,
                   c.detected_at,
                   e.user_id as owner
              from user_email_legacy_conflicts c
              left
              join user_email_addresses e
                on e.normalized_email_address = c.normalized_email_address
               and (e.confirmed or e.institution_managed)
             order by c.user_id
            """;

    @Mixin
    private final Target target = new Target();

    @Option(names = "--retry", description = "Look once more first: what stood in the way may be gone.")
    private boolean retry;

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = target.connect()) {
            boolean some = retry;
            while (some) {
                some = !new Question("select where retry_legacy_conflicts() > 0").isEmpty(connection);
            }
            return new Question(OPEN).ask(connection, json, out) == 0 ? 0 : UserEmailsCommand.FOUND;
        }
    }
}
