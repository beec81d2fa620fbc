package io.github.useremails.command;

import io.github.useremails.exit.ExitCode;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "references",
        mixinStandardHelpOptions = true,
        description =
                "Lists everything in the database that uses a column: views, indexes, policies, functions, grants and the"
                        + " like, and the statements that pg_stat_statements has seen, by role. Exit code 1 if there is anything.")
final class ReferencesCommand implements Callable<Integer> {

    private static final String OBJECTS =
            "select r.kind, r.object from column_references(?::regclass, ?) r order by r.kind, r.object";
    private static final String STATEMENTS = "select 'statement' as kind, s.role_name, s.queryid, s.calls"
            + " from statements_that_use_column(?::regclass, ?) s order by s.role_name, s.calls desc";

    @Mixin
    private final UsedColumn column = new UsedColumn();

    @Option(names = "--json", description = "Write JSON: the objects, then the statements.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = column.connect()) {
            int found = new PrintedQuery(OBJECTS, column.relation(), column.column()).ask(connection, json, out)
                    + new PrintedQuery(STATEMENTS, column.relation(), column.column()).ask(connection, json, out);
            return found == 0 ? 0 : ExitCode.FOUND;
        }
    }
}
