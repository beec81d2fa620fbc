package io.github.useremails.command;

import io.github.useremails.exit.ExitCode;
import io.github.useremails.exit.Refusal;
import java.io.PrintWriter;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "conflicts",
        mixinStandardHelpOptions = true,
        description =
                "Lists the users whose legacy address could not be stored, with the owner of the address; exit code 1 if a"
                        + " conflict is open. To resolve one, change the address of one of the two users, on either side, or remove it with"
                        + " --clear; or accept with --accept that the user stays without the address.")
final class ConflictsCommand implements Callable<Integer> {

    private static final String ALL = """
            select c.user_id,
                   c.reason,
                   c.detected_at,
                   e.user_id as owner,
                   c.accepted_at,
                   c.accepted_by,
                   c.accepted_because
              from user_email_legacy_conflicts c
              left
              join user_email_addresses e
                on e.normalized_email_address = c.normalized_email_address
               and (e.confirmed or e.institution_managed)
             order by c.accepted_at is not null,
                      c.user_id
            """;
    private static final String OPEN = "select from user_email_legacy_conflicts c where c.accepted_at is null limit 1";

    @Mixin
    private final Target target = new Target();

    @Option(names = "--retry", description = "First retry the conflicts: the obstacle may be gone.")
    private boolean retry;

    @Option(
            names = "--clear",
            arity = "0..1",
            paramLabel = "USERS",
            description =
                    "First empty the column of these users: ids of users who wait, or of owners, whose address the user"
                            + " who waits then gets. This cannot be undone.")
    private @Nullable String cleared;

    @Option(
            names = "--accept",
            arity = "0..1",
            paramLabel = "USERS",
            description = "Accept that these users stay without the address in their column; it no longer blocks the"
                    + " contract. The conflict reopens when the address in the column changes.")
    private @Nullable String accepted;

    @Option(names = "--because", paramLabel = "TEXT", description = "The reason for accepting them. It is recorded.")
    private @Nullable String because;

    @Option(
            names = "--ids-file",
            paramLabel = "FILE",
            description = "More ids for --clear or --accept, one a line; - is the standard input.")
    private @Nullable String idsFile;

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        @Nullable Settling settling = settling();
        try (Connection connection = target.connect(Needed.MOVE)) {
            if (settling != null) {
                spec.commandLine().getErr().println(settling.in(connection));
            }
            boolean some = retry;
            while (some) {
                some = !new PrintedQuery("select where retry_legacy_conflicts() > 0").isEmpty(connection);
            }
            int unused = new PrintedQuery(ALL).ask(connection, json, out);
            return new PrintedQuery(OPEN).isEmpty(connection) ? 0 : ExitCode.FOUND;
        }
    }

    private interface Settling {
        /** {@return what was done} */
        String in(Connection connection) throws SQLException;
    }

    private @Nullable Settling settling() {
        String clear = cleared;
        String accept = accepted;
        if (clear != null && accept != null) {
            throw Refusal.usage("--clear and --accept exclude each other: run one after the other.");
        }
        if ((accept == null) != (because == null)) {
            throw Refusal.usage(
                    "--accept and --because require each other: give the conflicts to accept, and the reason.");
        }
        if (clear == null && accept == null) {
            if (idsFile != null) {
                throw Refusal.usage("--ids-file requires --clear or --accept: add one of the two.");
            }
            return null;
        }
        UserIds ids = clear != null ? ids("--clear", clear) : ids("--accept", String.valueOf(accept));
        return clear != null ? connection -> clear(ids, connection) : connection -> accept(ids, connection);
    }

    private UserIds ids(String option, String list) {
        UserIds ids = UserIds.in(option, list);
        if (idsFile != null) {
            ids = ids.and(UserIds.of(idsFile));
        }
        if (ids.values().isEmpty()) {
            throw Refusal.usage(option + " requires ids of users, such as " + option + " 17,18, or --ids-file.");
        }
        return ids;
    }

    private String accept(UserIds ids, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select accept_legacy_conflicts(?, ?)")) {
            statement.setArray(1, array(ids, connection));
            statement.setString(2, because);
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return answer.getLong(1) + " conflicts were accepted.";
            }
        }
    }

    /** Clears all or none, so that a list with a mistake changes nothing. */
    private String clear(UserIds ids, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement concerned = connection.prepareStatement(target.rendered(Script.read("clearable.sql")));
                PreparedStatement clear = connection.prepareStatement(target.rendered(Script.read("clear.sql")))) {
            Array users = array(ids, connection);
            concerned.setArray(1, users);
            try (ResultSet others = concerned.executeQuery()) {
                others.next();
                if (others.getString(1) != null) {
                    throw Refusal.found("Nothing was cleared: users " + others.getString(1)
                            + " have no conflict. Give ids that 'useremails conflicts' lists.");
                }
            }
            clear.setArray(1, users);
            clear.setArray(2, users);
            clear.execute();
            connection.commit();
        }
        connection.setAutoCommit(true);
        return "The column of " + ids.values().size() + " users was cleared.";
    }

    private static Array array(UserIds ids, Connection connection) throws SQLException {
        return connection.createArrayOf("bigint", ids.toArray());
    }
}
