package io.github.useremails.checklist;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The part of the operator's command for source code: it needs git, but no database. */
@Command(
        name = "checklist",
        mixinStandardHelpOptions = true,
        description = "Finds each mention of the legacy column in a source tree, and records a verdict: todo, fine,"
                + " or unreviewed. Verdicts are markers at the end of the line, or lines of the baseline.",
        subcommands = {
            BaselineCommand.class,
            MarkCommand.class,
            ListCommand.class,
            ReportCommand.class,
            CheckCommand.class
        })
public final class ChecklistCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private ChecklistCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
