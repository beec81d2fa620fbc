package io.github.useremails.migrations.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
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
            "To settle one, give one of the two users another address, on either side, or none, by --clear."
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

    @Option(
            names = "--clear",
            split = ",",
            paramLabel = "USER",
            description = {
                "Empty the column of these users first: ids of those who wait, or of owners, whose address the one who",
                "waits then gets. There is no way back."
            })
    private List<Long> cleared = List.of();

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = target.connect()) {
            clear(connection);
            boolean some = retry;
            while (some) {
                some = !new Question("select where retry_legacy_conflicts() > 0").isEmpty(connection);
            }
            return new Question(OPEN).ask(connection, json, out) == 0 ? 0 : UserEmailsCommand.FOUND;
        }
    }

    private void clear(Connection connection) throws SQLException {
        String clear = target.rendered(Script.read("clear.sql"));
        for (long user : cleared) {
            try (PreparedStatement statement = connection.prepareStatement(clear)) {
                statement.setLong(1, user);
                if (statement.executeUpdate() == 0) {
                    throw new Refusal("User " + user + " is in no conflict, and was left as it is.");
                }
            }
        }
    }
}
