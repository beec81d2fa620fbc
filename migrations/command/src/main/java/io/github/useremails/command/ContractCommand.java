package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.migrations.PendingScript;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "contract",
        mixinStandardHelpOptions = true,
        description = "Drops the legacy column if nothing needs it. Otherwise lists every reason, and changes"
                + " nothing. Runs no other script.")
final class ContractCommand implements Callable<Integer> {

    private static final String CAN_WAIVE =
            "select where to_regprocedure('waive_contract_check(text, text)') is not null";
    private static final String VERIFIED = "select from user_email_move m where m.verified_at is not null";
    private static final String WITHOUT_COLUMN = """
            select
             where not exists (
                     select
                       from pg_attribute a
                      where a.attrelid = to_regclass('${schema}.${users_table}')
                        and a.attname = '${legacy_column}'
                        and not a.attisdropped)
            """;

    private static final String HAS_MOVE = "select where to_regclass('user_email_move') is not null";
    private static final String DROPPED = "select from user_email_move m where m.dropped_at is not null";
    private static final String WAIVE = "select waive_contract_check('observation', ?)";

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--attempts",
            defaultValue = "20",
            description = "How often the contract is tried. Default: ${DEFAULT-VALUE}")
    private int attempts = 20;

    @Option(
            names = "--yes-drop",
            required = true,
            description = "The column to drop, as users.email_address. Prevents a drop by mistake.")
    private String yesDrop = "";

    @Option(
            names = "--wait-days",
            description =
                    "How many days ago the verification must have passed, and for how many days uses must have been"
                            + " observed. Default: setting useremails.contract_wait of the session, or 7")
    private @Nullable Integer waitDays;

    @Option(
            names = "--unobserved",
            arity = "0..1",
            paramLabel = "REASON",
            fallbackValue = "no reason was given",
            description = "Proceed although uses of the column were not observed. The reason is recorded.")
    private @Nullable String unobserved;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (!yesDrop.equals(target.rendered("${users_table}.${legacy_column}"))) {
            throw Refusal.usage("--yes-drop does not name the legacy column: it is "
                    + target.rendered("${users_table}.${legacy_column}") + ".");
        }
        Migrations migrations = migrations();
        if (isDropped()) {
            return nothingToDrop(migrations, out);
        }
        // In a database without a move, Flyway would run everything from the first script to the contract.
        target.connect(Needed.MOVE).close();
        if (unobserved != null) {
            waiveObservation(unobserved);
        }
        PrintWriter err = spec.commandLine().getErr();
        try (ShutdownNotice ending = ShutdownNotice.says(
                () -> "'contract' was ended: either everything was dropped, or nothing. To find out: useremails status",
                err)) {
            new LockPatience(target, attempts, err).run(migrations::migrate);
        }
        out.println(target.rendered("${users_table}.${legacy_column} was dropped. From now on a user may have many"
                + " addresses. To bring the column back: useremails rollback --undo contract"));
        return 0;
    }

    private boolean isDropped() throws SQLException {
        try (Connection connection = target.connect(Needed.HISTORY)) {
            return !new PrintedQuery(target.rendered(WITHOUT_COLUMN)).isEmpty(connection)
                    && !new PrintedQuery(HAS_MOVE).isEmpty(connection)
                    && !new PrintedQuery(DROPPED).isEmpty(connection);
        }
    }

    /** The contract is done, unless a later version has scripts that follow it. */
    private int nothingToDrop(Migrations migrations, PrintWriter out) {
        String pending = migrations.pending().stream()
                .map(PendingScript::name)
                .filter(name -> name.startsWith("V"))
                .collect(Collectors.joining(", "));
        String dropped = target.rendered("${users_table}.${legacy_column} is dropped already. Nothing was changed.");
        if (!pending.isEmpty()) {
            throw Refusal.found(dropped + " These migrations have not run: " + pending + ". Run: useremails expand");
        }
        out.println(dropped);
        return 0;
    }

    private Migrations migrations() throws SQLException {
        Migrations migrations = target.migrations().withContract();
        if (waitDays == null) {
            return migrations;
        }
        if (waitDays < 0) {
            throw Refusal.usage("--wait-days must be at least 0.");
        }
        return migrations.waitingForContract(Duration.ofDays(waitDays));
    }

    /** If the verification has not passed, nothing is waived, and the contract reports that itself. */
    private void waiveObservation(String reason) throws Exception {
        try (Connection connection = target.connect()) {
            if (!new PrintedQuery(CAN_WAIVE).isEmpty(connection) && !new PrintedQuery(VERIFIED).isEmpty(connection)) {
                boolean unused = new PrintedQuery(WAIVE, reason).isEmpty(connection);
            }
        }
    }
}
