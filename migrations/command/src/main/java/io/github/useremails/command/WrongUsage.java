package io.github.useremails.command;

import io.github.useremails.exit.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints in two lines what is wrong with the arguments. */
final class WrongUsage implements IParameterExceptionHandler {

    /** A typing error must not suggest one of these. */
    private static final Set<String> DANGEROUS = Set.of("contract", "rollback", "stop-forwarding", "soft-drop");

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        PrintWriter err = failure.getCommandLine().getErr();
        String name = failure.getCommandLine().getCommandSpec().qualifiedName();
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String argument = unmatched.getUnmatched().get(0);
            err.println("There is no command or option '" + argument + "'."
                    + (isOfACommand(argument, failure.getCommandLine())
                            ? " It belongs after a command: useremails COMMAND " + argument
                            : meant(unmatched)));
        } else {
            err.println(String.valueOf(failure.getMessage()).lines().collect(Collectors.joining(" ")));
        }
        err.println("To see all options: " + name + " --help");
        return ExitCode.USAGE;
    }

    private static boolean isOfACommand(String option, CommandLine command) {
        return command.getSubcommands().values().stream()
                .anyMatch(one -> one.getCommandSpec().optionsMap().containsKey(option));
    }

    private static String meant(UnmatchedArgumentException unmatched) {
        List<String> harmless = unmatched.getSuggestions().stream()
                .filter(suggestion -> DANGEROUS.stream().noneMatch(suggestion::contains))
                .map(suggestion -> suggestion.contains(" ") || suggestion.startsWith("-")
                        ? suggestion
                        : "useremails " + suggestion)
                .toList();
        return harmless.isEmpty() ? "" : " Did you mean " + harmless.get(0) + "?";
    }
}
