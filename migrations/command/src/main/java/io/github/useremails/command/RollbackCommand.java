package io.github.useremails.command;

import io.github.useremails.exit.ExitCode;
import io.github.useremails.exit.Refusal;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description =
                "Undoes a step of the move, and those after it: the last one first, each in a transaction of its own."
                        + " Run it with --dry-run first. If data that only the new side has would be lost, it fails and"
                        + " prints a token; --confirm with this token accepts the loss.")
final class RollbackCommand implements Callable<Integer> {

    private static final String WAS_RUN =
            "select where exists (select from useremails_email_address_history h where h.version ~ '^%d([.]|$)' and h.success)";
    private static final String COLUMN =
            "select from pg_attribute a where a.attrelid = '${schema}.${users_table}'::regclass"
                    + " and a.attname = '${legacy_column}' and not a.attisdropped";

    private static final String HAS_MOVE = "select where to_regclass('user_email_move') is not null";

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--undo",
            required = true,
            paramLabel = "STEP",
            converter = UndoneStep.Converter.class,
            description = "The step to undo: ${COMPLETION-CANDIDATES}. 'contract' brings the column back.")
    private UndoneStep step = UndoneStep.VERIFICATION;

    @Option(
            names = "--dry-run",
            description = "Change nothing: print what would be removed and lost, and the SQL. Exit code 1 if something"
                    + " would be lost.")
    private boolean dryRun;

    @Option(
            names = "--confirm",
            paramLabel = "TOKEN",
            description = "Accept the loss for which this token was printed.")
    private @Nullable String confirmed;

    @Option(
            names = "--attempts",
            defaultValue = "20",
            description = "How often a script is tried while a lock cannot be acquired. Default: ${DEFAULT-VALUE}")
    private int attempts = 20;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<UndoneStep> undone;
        Loss loss;
        try (Connection connection = target.connect(Needed.HISTORY)) {
            undone = undone(connection);
            loss = undone.isEmpty() || isMissing(connection)
                    ? Loss.of(UndoneStep.CONTRACT, connection, target)
                    : Loss.of(step, connection, target);
        }
        if (undone.isEmpty()) {
            out.println("There is nothing to undo: neither " + step + " nor a step after it has run.");
            return 0;
        }
        if (dryRun) {
            describe(undone, loss, out);
            return loss.isNothing() ? 0 : ExitCode.FOUND;
        }
        if (!loss.isNothing() && !loss.token().equals(confirmed)) {
            throw Refusal.found((confirmed == null ? "" : "The token does not match what would be lost now. ")
                    + "Nothing was changed. 'rollback --undo " + step + "' would lose " + loss.words()
                    + ". To see more, add --dry-run; to accept this loss, add --confirm " + loss.token());
        }
        try (ShutdownNotice ending = ShutdownNotice.says(
                () -> "The rollback was ended. Scripts that have run stay undone. To continue, run it again.", err)) {
            run(undone, loss, new LockPatience(target, attempts, err), out);
        }
        return 0;
    }

    private void run(List<UndoneStep> undone, Loss loss, LockPatience patience, PrintWriter out) throws Exception {
        String confirmation = loss.isNothing() ? "" : "confirmed the loss of " + loss.words();
        for (UndoneStep gone : undone) {
            boolean first = gone == undone.get(0);
            patience.run(() -> run(target.scriptOfMove(gone.script()), first ? confirmation : ""));
            out.println(gone.script() + " was run.");
        }
    }

    /** Printed as SQL comments around the SQL, so that psql can run all of it. */
    private void describe(List<UndoneStep> undone, Loss loss, PrintWriter out) {
        out.println("-- Removes:");
        for (UndoneStep gone : undone) {
            out.println("--   " + gone + ": " + gone.description());
        }
        out.println("-- Loses of the new side: " + (loss.isNothing() ? "nothing." : loss.words() + "."));
        if (!loss.isNothing()) {
            out.println("-- To accept this loss: useremails rollback --undo " + step + " --confirm " + loss.token());
        }
        for (UndoneStep gone : undone) {
            out.println();
            out.println("-- " + gone.script());
            out.println("begin;");
            out.println(target.scriptOfMove(gone.script()).strip());
            out.println("commit;");
        }
    }

    private List<UndoneStep> undone(Connection connection) throws SQLException {
        if (step == UndoneStep.CONTRACT) {
            if (!isMissing(connection)) {
                throw Refusal.found(
                        "Nothing was changed. The column exists: the contract has not run, or has been undone"
                                + " already. See: useremails status");
            }
            Needed.EVENTS.require(connection, target);
            return List.of(UndoneStep.CONTRACT);
        }
        if (isMissing(connection) && isDropped(connection)) {
            throw Refusal.found("Nothing was changed. The column is dropped. Bring it back first: useremails rollback"
                    + " --undo contract; then: useremails expand");
        }
        List<UndoneStep> undone = new ArrayList<>();
        for (UndoneStep one : UndoneStep.FROM_THE_LAST) {
            boolean wasRun = !new PrintedQuery(WAS_RUN.formatted(one.number())).isEmpty(connection);
            if (wasRun || (one == UndoneStep.BACKFILL && hasBegun(connection))) {
                undone.add(one);
            }
            if (one == step) {
                break;
            }
        }
        return undone;
    }

    private boolean isMissing(Connection connection) throws SQLException {
        return new PrintedQuery(target.rendered(COLUMN)).isEmpty(connection);
    }

    /** And was not missing from the beginning because of wrong settings. */
    private static boolean isDropped(Connection connection) throws SQLException {
        return !new PrintedQuery(HAS_MOVE).isEmpty(connection)
                && !new PrintedQuery("select from user_email_move m where m.dropped_at is not null")
                        .isEmpty(connection);
    }

    /**
     * 'backfill' copies before the script of the backfill runs. If its progress stayed, the next backfill would skip
     * users.
     */
    private static boolean hasBegun(Connection connection) throws SQLException {
        return !new PrintedQuery(HAS_MOVE).isEmpty(connection)
                && !new PrintedQuery("select from user_email_move m where m.started_at is not null")
                        .isEmpty(connection);
    }

    private void run(String sql, String confirmation) throws Exception {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            if (!confirmation.isEmpty()) {
                try (PreparedStatement note = connection.prepareStatement("select note_move_event('undone', ?, ?)")) {
                    note.setString(1, step.toString());
                    note.setString(2, confirmation);
                    note.execute();
                }
            }
            statement.execute(sql);
            connection.commit();
        }
    }
}
