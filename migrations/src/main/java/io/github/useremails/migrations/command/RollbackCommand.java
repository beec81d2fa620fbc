package io.github.useremails.migrations.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = {
            "Takes steps back, the last one first, each in a transaction of its own. Before the contract the column has",
            "everything: nothing is lost. After it, the column is brought back; run 'expand' then."
        })
final class RollbackCommand implements Callable<Integer> {

    /** How far back; the scripts are those of the migrations that come after. */
    enum Step {
        BACKFILL(21),
        FORWARDING(17),
        STRUCTURE(16),
        CONTRACT(23);

        private final int first;

        Step(int first) {
            this.first = first;
        }
    }

    private static final int LAST = 22;
    private static final String WAS_RUN =
            "select where exists (select from useremails_schema_history h where h.version = '%d' and h.success)";
    private static final String COLUMN =
            "select from pg_attribute a where a.attrelid = '${schema}.${users_table}'::regclass"
                    + " and a.attname = '${legacy_column}' and not a.attisdropped";

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--to",
            required = true,
            description = "What is taken back last: ${COMPLETION-CANDIDATES}. CONTRACT brings the column back.")
    private Step to = Step.BACKFILL;

    @Option(
            names = "--attempts",
            defaultValue = "20",
            description = "How often a step is tried. Default: ${DEFAULT-VALUE}")
    private int attempts = 20;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        LockPatience patience =
                new LockPatience(target, attempts, spec.commandLine().getErr());
        for (String script : scripts()) {
            patience.run(() -> run(target.runbook(script)));
            out.println(script + " was run.");
        }
        return 0;
    }

    private List<String> scripts() throws Exception {
        List<String> scripts = new ArrayList<>();
        try (Connection connection = target.connect()) {
            boolean isDropped = new Question(target.rendered(COLUMN)).isEmpty(connection);
            if (to == Step.CONTRACT) {
                if (!isDropped) {
                    throw new Refusal("The column is there: the contract has not run, or is taken back already.");
                }
                return List.of("move/re-expand.sql");
            }
            if (isDropped) {
                throw new Refusal("The column is dropped. Bring it back first, by --to CONTRACT and expand.");
            }
            for (int version = LAST; version >= to.first; version--) {
                if (!new Question(WAS_RUN.formatted(version)).isEmpty(connection)) {
                    scripts.add("undo/V" + version + ".sql");
                }
            }
        }
        return scripts;
    }

    private void run(String sql) throws Exception {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            connection.commit();
        }
    }
}
