package io.github.useremails.checklist;

import io.github.useremails.exit.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Lists the unreviewed mentions; exit code 1 if there are any. For the checks of a pull request.")
final class CheckCommand implements Callable<Integer> {

    private static final String ADVICE =
            "Remove these mentions, or classify each one with a marker at the end of the line or with 'checklist mark'.";

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Option(
            names = "--since",
            paramLabel = "REVISION",
            description = "Check only those that are new since the merge base of HEAD and this branch, tag or commit.")
    private Optional<String> since = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Snapshot snapshot = tree.snapshot();
        Baseline baseline = tree.baseline(snapshot);
        List<String> words = tree.words(baseline);
        List<ChecklistItem> items = tree.checklist(snapshot, baseline, words).items();
        if (since.isPresent()) {
            Snapshot base = snapshot.at(new GitHistory(snapshot.git()).mergeBase(since.get()));
            items = NewMentions.since(tree.mentions(base, words), items);
        }
        List<ChecklistItem> unreviewed = items.stream()
                .filter(item -> item.verdict() == Verdict.UNREVIEWED)
                .toList();
        if (unreviewed.isEmpty()) {
            return 0;
        }
        unreviewed.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getErr().println(ADVICE);
        return ExitCode.FOUND;
    }
}
