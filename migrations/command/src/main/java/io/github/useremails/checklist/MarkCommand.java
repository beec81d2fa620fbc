package io.github.useremails.checklist;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "mark",
        mixinStandardHelpOptions = true,
        description =
                "Sets the verdict of mentions in the baseline. Does not change its other lines, except those of renamed files.")
final class MarkCommand implements Callable<Integer> {

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Parameters(index = "0", paramLabel = "VERDICT", description = "One of ${COMPLETION-CANDIDATES}.")
    private Verdict verdict = Verdict.UNREVIEWED;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PATH[:LINE]",
            description = "A line, a file or a folder, relative to the root of the work tree, as 'list' prints them.")
    private List<String> places = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Snapshot snapshot = tree.snapshot();
        Baseline baseline = tree.baseline(snapshot);
        List<String> words = tree.words(baseline);
        Checklist checklist = tree.checklist(snapshot, baseline, words);
        List<ChecklistItem> chosen = new ArrayList<>();
        for (String place : places) {
            chosen.addAll(Place.parse(place).of(checklist));
        }
        NavigableMap<MentionKey, Verdict> verdicts = new TreeMap<>(baseline.verdicts());
        checklist.items().forEach(item -> follow(item, verdicts));
        chosen.forEach(item -> verdicts.put(item.mention().key(), verdict));
        tree.write(
                snapshot, new Baseline(baseline.words().isEmpty() ? new TreeSet<>(words) : baseline.words(), verdicts));
        spec.commandLine().getOut().println(chosen.stream().distinct().count() + " marked as " + verdict.word() + ".");
        return 0;
    }

    /** A renamed file must not have verdicts under both names. */
    private static void follow(ChecklistItem item, NavigableMap<MentionKey, Verdict> verdicts) {
        item.entry()
                .map(verdicts::remove)
                .ifPresent(former -> verdicts.put(item.mention().key(), former));
    }
}
