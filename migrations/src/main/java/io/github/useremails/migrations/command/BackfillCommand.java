package io.github.useremails.migrations.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = {
            "Copies batch by batch, each in a transaction of its own, as large as fits the time of a batch. May be ended at",
            "any moment, by Ctrl-C or kill, and goes on where it stopped."
        })
final class BackfillCommand implements Callable<Integer> {

    private static final String LAG =
            "select coalesce(max(extract(epoch from r.replay_lag)), 0) from pg_stat_replication r";

    private static final String ROWS =
            "select c.reltuples from pg_class c where c.oid = '${schema}.${users_table}'::regclass";

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--batch-time",
            defaultValue = "200",
            description = "How long a batch should take, in milliseconds. Default: ${DEFAULT-VALUE}")
    private long batchTime = 200;

    @Option(
            names = "--max-lag",
            defaultValue = "10",
            description = "Pause while a replica is further behind, in seconds. Default: ${DEFAULT-VALUE}")
    private double maximumLag = 10;

    @Option(
            names = "--attempts",
            defaultValue = "600",
            description = "How often a batch whose rows are held is tried. Default: ${DEFAULT-VALUE}")
    private int attempts = 600;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        long copied = 0;
        try (Connection connection = target.connect();
                ProgressBar bar = new ProgressBarBuilder()
                        .setTaskName("Users")
                        .setInitialMax(estimated(connection))
                        .showSpeed()
                        .build()) {
            BatchSize size = new BatchSize(TimeUnit.MILLISECONDS.toNanos(Math.max(1, batchTime)));
            int refusals = 0;
            boolean done = false;
            while (!done) {
                waitForReplicas(connection, bar);
                long begin = System.nanoTime();
                try {
                    int seen = copy(connection, size.current());
                    size.took(System.nanoTime() - begin);
                    refusals = 0;
                    copied += seen;
                    bar.stepBy(seen);
                    done = seen == 0;
                } catch (SQLException e) {
                    refusals++;
                    if (!UserEmailsCommand.isLock(e) || refusals >= attempts) {
                        throw e;
                    }
                    bar.setExtraMessage(" a row is held");
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        }
        out.println(copied + " users were looked at.");
        return 0;
    }

    private static int copy(Connection connection, int batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select copy_legacy_email_addresses(?)")) {
            statement.setInt(1, batch);
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return answer.getInt(1);
            }
        }
    }

    private void waitForReplicas(Connection connection, ProgressBar bar) throws Exception {
        while (number(connection, LAG) > maximumLag) {
            bar.setExtraMessage(" a replica is behind");
            TimeUnit.MILLISECONDS.sleep(500);
        }
        bar.setExtraMessage("");
    }

    /** By the statistics of the planner: counting would take as long as a good part of the work. */
    private long estimated(Connection connection) throws SQLException {
        return Math.max(0, (long) number(connection, target.rendered(ROWS)));
    }

    private static double number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet answer = statement.executeQuery()) {
            answer.next();
            return answer.getDouble(1);
        }
    }
}
