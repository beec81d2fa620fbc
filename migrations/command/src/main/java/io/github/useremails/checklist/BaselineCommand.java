package io.github.useremails.checklist;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "baseline",
        mixinStandardHelpOptions = true,
        description = "Creates or updates the baseline: adds new mentions as unreviewed, keeps verdicts, and removes"
                + " mentions that are gone from the code and reports them as done.")
final class BaselineCommand implements Callable<Integer> {

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Snapshot snapshot = tree.snapshot();
        Baseline baseline = tree.baseline(snapshot);
        List<String> words = tree.words(baseline);
        Checklist checklist = tree.checklist(snapshot, baseline, words);
        tree.write(snapshot, checklist.toBaseline(words));
        checklist
                .done()
                .forEach((key, verdict) ->
                        out.println(key.path().shownIn(Charset.defaultCharset()) + ": done, was " + verdict.word()));
        out.println(checklist.counts());
        return 0;
    }
}
