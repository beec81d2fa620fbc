package io.github.useremails.migrations.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "uses",
        mixinStandardHelpOptions = true,
        description = {
            "Lists who used a column lately, as the guard of the application and the statistics of the server saw it; exit",
            "code 1 if anybody did. Run it with --observe every few minutes, and nothing is missed when statistics are reset."
        })
final class UsesCommand implements Callable<Integer> {

    private static final String OBSERVE = "select observe_column_uses(?::regclass, ?) as observed";
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

    @Option(names = "--observe", description = "Look at the statistics first, and note what they say.")
    private boolean observe;

    @Option(
            names = "--log",
            description =
                    "Read the server's log in JSON first (log_destination = jsonlog), and note what soft drops refused.")
    private @Nullable Path log;

    @Option(names = "--days", defaultValue = "14", description = "How far back. Default: ${DEFAULT-VALUE}")
    private int days = 14;

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = column.target().connect()) {
            if (observe) {
                boolean unused = new Question(OBSERVE, column.relation(), column.column()).isEmpty(connection);
            }
            if (log != null) {
                new SoftDropLog(log).note(connection);
            }
            int found = new Question(USES, column.relation(), column.column(), Integer.toString(days))
                    .ask(connection, json, out);
            return found == 0 ? 0 : UserEmailsCommand.FOUND;
        }
    }
}
