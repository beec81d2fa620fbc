package io.github.useremails.command;

import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "stop-forwarding",
        mixinStandardHelpOptions = true,
        description =
                "Stops forwarding in an emergency: from the next statement on, writes are not forwarded in either direction."
                        + " Locks no table. The sides differ from then on. To restart, run 'rollback --undo forwarding' and 'expand';"
                        + " then the column takes precedence.")
final class StopForwardingCommand implements Callable<Integer> {

    @Mixin
    private final Target target = new Target();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try (Connection connection = target.connect(Needed.MOVE);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(target.scriptOfMove("stop_forwarding.sql"));
            connection.commit();
        }
        spec.commandLine()
                .getOut()
                .println("Forwarding is off. To restart it: useremails rollback --undo forwarding --dry-run");
        return 0;
    }
}
