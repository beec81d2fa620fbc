package io.github.useremails.command;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description =
                "Pauses the backfill after its batch, in whichever process it runs, until 'resume'. Forwarding continues.")
final class PauseCommand implements Callable<Integer> {

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--because",
            required = true,
            paramLabel = "REASON",
            description = "The reason, for other operators.")
    private String reason = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try (Connection connection = target.connect(Needed.BACKFILL)) {
            try (PreparedStatement pause = connection.prepareStatement("select pause_user_email_move(?)")) {
                pause.setString(1, reason);
                pause.execute();
            }
        }
        spec.commandLine().getOut().println("The backfill pauses after its batch. To continue: useremails resume");
        return 0;
    }
}
