package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = "Copies the addresses in batches, each in a transaction of its own and sized to fit --batch-time."
                + " Waits while it is paused, a replica is behind, a session waits for a lock on the tables, or"
                + " autovacuum works on them. May be ended at any moment, by Ctrl-C or kill; the next run continues where it"
                + " stopped.")
final class BackfillCommand implements Callable<Integer> {

    private static final String ROWS = "explain (format json) select from ${schema}.${users_table}";
    private static final Pattern PLANNED_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

    /** A lock timeout, a deadlock or a serialization failure: a retry of the batch may succeed. */
    private static final Set<String> TRANSIENT = Set.of("55P03", "40P01", "40001");

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--batch-time",
            defaultValue = "200",
            description = "The time that a batch should take, in milliseconds. Default: ${DEFAULT-VALUE}")
    private long batchTime = 200;

    @Option(
            names = "--rest",
            defaultValue = "0",
            description = "The pause after each batch, in milliseconds. Default: ${DEFAULT-VALUE}")
    private long rest;

    @Option(
            names = "--max-lag",
            paramLabel = "SECONDS",
            description = "Wait while a replica is further behind; fails if the role may not see the lag."
                    + " Default: 10, if the role may see it.")
    private @Nullable Double maximumLag;

    @Option(
            names = "--attempts",
            defaultValue = "600",
            description = "How often a batch with locked rows is tried. Default: ${DEFAULT-VALUE}")
    private int attempts = 600;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        AtomicLong users = new AtomicLong();
        try (Connection connection = target.connect(Needed.BACKFILL)) {
            // The default isolation of the database may differ, and a batch could then not wait for a row.
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            BackfillState state = new BackfillState(connection);
            BackfillState.Progress progress = state.progress();
            Throttle throttle = Throttle.of(state, maximumLag(), err);
            try (ShutdownNotice ending =
                            ShutdownNotice.says(() -> stands("The backfill was ended.", users.get()), err);
                    ProgressBar bar = bar(connection, progress, err)) {
                copy(state, throttle, bar, users);
            }
        } catch (SQLException e) {
            String said = LostConnection.in(e).orElseThrow(() -> e);
            throw Refusal.unable(stands("The connection to the server was lost: " + said + ".", users.get()));
        }
        spec.commandLine().getOut().println(users + " users were looked at. Next: useremails expand");
        return 0;
    }

    private void copy(BackfillState state, Throttle throttle, ProgressBar bar, AtomicLong users)
            throws SQLException, InterruptedException {
        BatchSize size = new BatchSize(TimeUnit.MILLISECONDS.toNanos(Math.max(1, batchTime)));
        int refusals = 0;
        boolean done = false;
        while (!done) {
            throttle.await(reason -> bar.setExtraMessage(" " + reason));
            long begin = System.nanoTime();
            try {
                int seen = state.copy(size.current());
                size.took(System.nanoTime() - begin);
                refusals = 0;
                users.addAndGet(seen);
                bar.setExtraMessage("");
                bar.stepBy(seen);
                done = seen == 0;
                TimeUnit.MILLISECONDS.sleep(rest);
            } catch (SQLException e) {
                refusals++;
                if (!TRANSIENT.contains(String.valueOf(e.getSQLState())) || refusals >= attempts) {
                    throw e;
                }
                size.wasRefusedALock();
                bar.setExtraMessage(" a row is locked");
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** Begins at the backfill's progress. Without a terminal it prints a line now and then, which a file can hold. */
    private ProgressBar bar(Connection connection, BackfillState.Progress progress, PrintWriter err)
            throws SQLException {
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName("Users")
                .setInitialMax(Math.max(progress.users(), estimated(connection)))
                .startsFrom(progress.users(), progress.since())
                .showSpeed();
        if (Terminal.isThere()) {
            // To the stream that is known to be a terminal; errors may go into a file.
            builder.setConsumer(new BarOfATerminal(System.out));
        } else {
            builder.setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(10_000)
                    .setConsumer(new DelegatingProgressBarConsumer(line -> err.println(line.stripTrailing()), 79));
        }
        return builder.build();
    }

    private static String stands(String what, long users) {
        return what + " In this run " + users + " users were looked at, and copied addresses stay."
                + " To continue where it stopped, run 'useremails backfill' again.";
    }

    private @Nullable Duration maximumLag() {
        Double seconds = maximumLag;
        if (seconds == null) {
            return null;
        }
        if (!(seconds > 0 && seconds <= 86_400)) {
            throw Refusal.usage("--max-lag must be more than 0 and at most 86400 seconds.");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /**
     * The planner's estimate, which exists even for a table that was never analyzed: counting would take a good part of
     * the time of the work.
     */
    private long estimated(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(target.rendered(ROWS));
                ResultSet answer = statement.executeQuery()) {
            answer.next();
            Matcher rows = PLANNED_ROWS.matcher(String.valueOf(answer.getString(1)));
            return rows.find() ? Long.parseLong(rows.group(1)) : 0;
        }
    }
}
