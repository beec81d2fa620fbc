package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import java.io.PrintWriter;
import java.sql.Connection;
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
        description = "Runs the rest of structure, forwarding, backfill and verification. Retries a step whose lock"
                + " could not be acquired. To watch the backfill, run 'expand --forwarding-only' and then 'backfill'.")
final class ExpandCommand implements Callable<Integer> {

    /** Before the first step of the move. Later the column may be gone, and the settings are compared anyway. */
    private static final String NOTHING_TO_MOVE = """
            select
             where to_regclass('${schema}.user_email_move') is null
               and not exists (
                     select
                       from pg_attribute a
                      where a.attrelid = to_regclass('${schema}.${users_table}')
                        and a.attname = '${legacy_column}'
                        and not a.attisdropped)
            """;

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--attempts",
            defaultValue = "20",
            description = "How often a step is tried. Default: ${DEFAULT-VALUE}")
    private int attempts = 20;

    @Option(names = "--forwarding-only", description = "Stop before the backfill.")
    private boolean forwardingOnly;

    @Option(
            names = "--without-move",
            description = "Create the tables even if the users have no legacy column, or if there is no users"
                    + " table yet.")
    private boolean withoutMove;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (!withoutMove) {
            requireALegacyColumn();
        }
        try (ShutdownNotice ending = ShutdownNotice.says(() -> stands("'expand' was ended."), err)) {
            new LockPatience(target, attempts, err).run(() -> {
                int scripts = forwardingOnly
                        ? target.migrations().upToForwarding().migrate()
                        : target.migrations().migrate();
                out.println(scripts == 1 ? "1 migration was run." : scripts + " migrations were run.");
            });
        } catch (FlywayException | SQLException e) {
            String said = LostConnection.in(e).orElse(null);
            if (said == null) {
                throw e;
            }
            throw Refusal.unable(stands("The connection to the server was lost: " + said + "."));
        }
        return 0;
    }

    /** Defaults that apply because a settings file was not found must not create anything. */
    private void requireALegacyColumn() throws SQLException {
        try (Connection connection = target.connect()) {
            if (!new PrintedQuery(target.rendered(NOTHING_TO_MOVE)).isEmpty(connection)) {
                throw Refusal.found(
                        target.rendered(
                                "Nothing was changed. There is no column ${schema}.${users_table}.${legacy_column}, so there is"
                                        + " nothing to move. Name table and column with --schema, --users-table and --legacy-column, or"
                                        + " in flyway.toml. To create the tables without a move: useremails expand --without-move"));
            }
        }
    }

    private static String stands(String what) {
        return what
                + " Every script that has run stays, and so does what the backfill has copied. To see the state: useremails"
                + " status. To continue, run 'useremails expand' again.";
    }
}
