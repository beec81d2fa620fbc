package io.github.useremails.checklist;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Prints each mention: path:line:column: verdict. Columns are bytes, of the first mention in a line.")
final class ListCommand implements Callable<Integer> {

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Option(names = "--verdict", description = "Print only those with this verdict: ${COMPLETION-CANDIDATES}.")
    private Optional<Verdict> verdict = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Snapshot snapshot = tree.snapshot();
        for (ChecklistItem item :
                tree.checklist(snapshot, tree.baseline(snapshot)).items()) {
            if (verdict.isEmpty() || verdict.get() == item.verdict()) {
                out.println(item);
            }
        }
        return 0;
    }
}
