package io.github.useremails.command;

import io.github.useremails.checklist.ChecklistCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The operator's command. */
@Command(
        name = "useremails",
        mixinStandardHelpOptions = true,
        versionProvider = CommandVersion.class,
        description = "Moves an application from one email column to many addresses, step by step, and back.",
        footer = {
            "",
            "FLYWAY_URL, FLYWAY_USER and FLYWAY_PASSWORD, or ~/.pgpass, identify the database.",
            "Exit codes: 0 done, and nothing was found; 1 something was found, or prevents the command; 2 invalid options or"
                    + " settings; 3 a lock could not be acquired; 4 the command could not look, or could not act."
        },
        subcommands = {
            PreflightCommand.class,
            PlanCommand.class,
            ExpandCommand.class,
            StatusCommand.class,
            BackfillCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            VerifyCommand.class,
            ConflictsCommand.class,
            ReferencesCommand.class,
            UsesCommand.class,
            SoftDropCommand.class,
            ContractCommand.class,
            RollbackCommand.class,
            StopForwardingCommand.class,
            ChecklistCommand.class
        })
public final class UserEmailsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Kept in a field, because the JDK forgets the level of a logger that is garbage collected. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    private UserEmailsCommand() {}

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        FLYWAY.setLevel(Level.WARNING);
        FLYWAY.setUseParentHandlers(false);
        FLYWAY.addHandler(new ServerNotices(System.err::println));
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new UserEmailsCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new WrongUsage())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    Failure failed = Failure.of(failure);
                    line.getErr().println(failed.sentence());
                    return failed.exitCode();
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
