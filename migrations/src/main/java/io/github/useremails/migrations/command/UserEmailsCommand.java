package io.github.useremails.migrations.command;

import io.github.useremails.migrations.checklist.ChecklistCommand;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.api.FlywayException;
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
            "The database is named by FLYWAY_URL, FLYWAY_USER and FLYWAY_PASSWORD, or ~/.pgpass.",
            "Exit codes: 0 done and well, 1 something was found or refused, 2 wrong usage, 3 a lock could not be had."
        },
        subcommands = {
            PreflightCommand.class,
            PlanCommand.class,
            ExpandCommand.class,
            StatusCommand.class,
            BackfillCommand.class,
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

    static final int FOUND = 1;
    static final int LOCKED = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Held, since the logging of the JDK forgets the level of a logger that nobody holds. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    private UserEmailsCommand() {}

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        FLYWAY.setLevel(Level.WARNING);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new UserEmailsCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(message(failure));
                    return isLock(failure) ? LOCKED : FOUND;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }

    /** One line of what the server said; its details may quote a row. */
    private static String message(Exception failure) {
        if (failure instanceof Refusal) {
            return String.valueOf(failure.getMessage());
        }
        String text = String.valueOf(failure.getMessage());
        return text.replaceAll("(?m)^\\s*(Detail|Key) .*$", "").strip();
    }

    static boolean isLock(Exception failure) {
        if (failure instanceof SQLException sql) {
            return "55P03".equals(sql.getSQLState());
        }
        return failure instanceof FlywayException
                && String.valueOf(failure.getMessage()).contains("55P03");
    }
}
