package io.github.useremails.migrations.checklist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "trend",
        mixinStandardHelpOptions = true,
        description = "Counts the mentions at commits of the past, evenly spaced on the way of the first parents.")
final class TrendCommand implements Callable<Integer> {

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Option(
            names = "--points",
            defaultValue = "20",
            description = "At how many commits at most. Default: ${DEFAULT-VALUE}")
    private int points = 20;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw it, too.")
    private Optional<Path> svg = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (points < 1) {
            throw new Refusal("--points is at least 1.");
        }
        Snapshot now = tree.snapshot();
        List<String> words = tree.words(tree.baseline(now));
        List<TrendPoint> trend = new ArrayList<>();
        for (History.Commit commit : new History(now.git()).mainline(points)) {
            Snapshot then = now.at(commit.id());
            Counts counts = tree.checklist(then, baseline(then), words).counts();
            trend.add(new TrendPoint(commit.id(), commit.time(), counts));
        }
        table(trend).lines().forEach(spec.commandLine().getOut()::println);
        if (svg.isPresent()) {
            String title = "Mentions of " + String.join(", ", words);
            new TextFile(svg.get()).write(new LineChart(title, trend).svg());
        }
        return 0;
    }

    /** What was committed broken cannot be mended any more. */
    private Baseline baseline(Snapshot then) throws Exception {
        try {
            return tree.baseline(then);
        } catch (Refusal e) {
            return Baseline.empty();
        }
    }

    private static TextTable table(List<TrendPoint> trend) {
        TextTable table = new TextTable();
        table.add("day         commit", "todo", "fine", "unreviewed", "all");
        for (TrendPoint point : trend) {
            table.add(point.day() + "  " + point.commit().substring(0, 10), point.counts());
        }
        return table;
    }
}
