package io.github.useremails.command;

import java.sql.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Resumes a paused backfill, if its process is still running.")
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private final Target target = new Target();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        boolean wasPaused;
        try (Connection connection = target.connect(Needed.BACKFILL)) {
            wasPaused = !new PrintedQuery("select where resume_user_email_move()").isEmpty(connection);
        }
        spec.commandLine()
                .getOut()
                .println(
                        wasPaused
                                ? "The backfill continues if its process is still waiting; otherwise run: useremails backfill"
                                : "The backfill was not paused.");
        return 0;
    }
}
