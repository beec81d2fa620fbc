package io.github.useremails.checklist;

import io.github.useremails.exit.Refusal;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Counts the mentions: in total, by folder, and by owner according to CODEOWNERS.")
final class ReportCommand implements Callable<Integer> {

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Option(names = "--depth", defaultValue = "1", description = "The depth of the folders. Default: ${DEFAULT-VALUE}")
    private int depth = 1;

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (depth < 1) {
            throw Refusal.usage("--depth must be at least 1.");
        }
        Snapshot snapshot = tree.snapshot();
        Checklist checklist = tree.checklist(snapshot, tree.baseline(snapshot));
        ChecklistReport report = ChecklistReport.of(checklist, CodeOwners.in(snapshot), depth);
        if (json) {
            out.println(report.json());
        } else {
            report.text().forEach(out::println);
        }
        return 0;
    }
}
