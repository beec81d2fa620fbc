package io.github.useremails.command;

import io.github.useremails.exit.ExitCode;
import io.github.useremails.exit.Refusal;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "uses",
        mixinStandardHelpOptions = true,
        description =
                "Lists recent uses of a column that the guard of the application and the statistics of the server saw;"
                        + " exit code 1 if there are any. The contract requires --observe every few minutes for 7 days. Exit code 4 if the"
                        + " role cannot see every statement, or if uses were never observed.")
final class UsesCommand implements Callable<Integer> {

    private static final String OBSERVE = "select observe_column_uses(?::regclass, ?) as observed";
    private static final String OBSERVED = """
            select
              from deprecated_column_observations o
              join pg_class c
                on c.oid = ?::regclass
              join pg_namespace n
                on n.oid = c.relnamespace
             where o.relation_name = format('%I.%I', n.nspname, c.relname)
               and o.column_name = ?
             limit 1
            """;
    private static final String UNSEEN = "select u.object, u.reason, u.next_step from unseen_statements() u";
    private static final String USES = """
            select d.found_by,
                   d.role_name,
                   d.application_name,
                   d.place,
                   d.uses,
                   d.first_used_at,
                   d.last_used_at
              from deprecated_column_uses d
              join pg_class c
                on c.oid = ?::regclass
              join pg_namespace n
                on n.oid = c.relnamespace
             where d.relation_name = format('%I.%I', n.nspname, c.relname)
               and d.column_name = ?
               and d.last_used_at > now() - ?::integer * interval '1 day'
             order by d.last_used_at desc
            """;

    @Mixin
    private final UsedColumn column = new UsedColumn();

    @Option(names = "--observe", description = "First check the statistics, and record the uses.")
    private boolean observe;

    @Option(names = "--days", defaultValue = "14", description = "How far to look back. Default: ${DEFAULT-VALUE}")
    private int days = 14;

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = column.connect()) {
            if (observe) {
                boolean unused = new PrintedQuery(OBSERVE, column.relation(), column.column()).isEmpty(connection);
            }
            boolean blind = observe
                    && new PrintedQuery(UNSEEN)
                                    .ask(connection, false, spec.commandLine().getErr())
                            > 0;
            int found = new PrintedQuery(USES, column.relation(), column.column(), Integer.toString(days))
                    .ask(connection, json, out);
            // Checked first: such a check is not recorded as an observation, and the contract would wait in vain.
            if (blind) {
                return ExitCode.UNABLE;
            }
            if (found > 0) {
                return ExitCode.FOUND;
            }
            if (new PrintedQuery(OBSERVED, column.relation(), column.column()).isEmpty(connection)) {
                throw Refusal.unable("No use is known, but uses of " + column.relation() + "." + column.column()
                        + " were never observed. Run: useremails uses --observe");
            }
            return 0;
        }
    }
}
