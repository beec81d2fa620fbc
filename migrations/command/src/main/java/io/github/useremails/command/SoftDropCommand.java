package io.github.useremails.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "soft-drop",
        mixinStandardHelpOptions = true,
        description =
                "Revokes a role's access to one column, and keeps its access to the others: its statements fail as after the drop,"
                        + " with 'permission denied for table'. Locks nothing; --undo restores every privilege.")
final class SoftDropCommand implements Callable<Integer> {

    private static final String DROP = "select soft_drop_column(?::regclass, ?, ?::regrole)";
    private static final String UNDO = "select undo_soft_drop(?::regclass, ?, ?::regrole) as rights_given_back";

    @Mixin
    private final UsedColumn column = new UsedColumn();

    @Option(
            names = "--role",
            required = true,
            description = "The role that loses access, such as that of the data team.")
    private String role = "";

    @Option(names = "--undo", description = "Restore the privileges.")
    private boolean undo;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = column.connect()) {
            PrintedQuery question = new PrintedQuery(undo ? UNDO : DROP, column.relation(), column.column(), role);
            if (undo) {
                int unused = question.ask(connection, false, out);
                return 0;
            }
            boolean unused = question.isEmpty(connection);
            out.println("Role " + role + " can no longer access column " + column.column() + ".");
            return 0;
        }
    }
}
