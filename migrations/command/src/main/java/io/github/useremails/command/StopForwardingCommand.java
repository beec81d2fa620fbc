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
                "The emergency stop: writes are no longer forwarded, in either direction, from the next statement on."
                        + " Locks no table. The sides differ from then on. 'rollback --undo forwarding' and 'expand' begin again, and"
                        + " then the column counts.")
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
                .println(
                        "Nothing is forwarded any more. To begin again: useremails rollback --undo forwarding --dry-run");
        return 0;
    }
}
