package io.github.useremails.persistence.benchmark;

import java.util.List;
import java.util.Locale;

/** Groups of bars beside the line at 1 that hand-written JDBC draws; a whisker goes from quartile to quartile. */
record BarChart(String title, String description, List<Group> groups) {

    private static final int WIDTH = 800;
    private static final int LEFT = 210;
    private static final int RIGHT = 740;
    private static final int TOP = 62;
    private static final int BAR = 15;
    private static final int GAP = 14;

    /**
     * The bars of one call.
     *
     * @param bars those of all groups, and in the order of all groups
     */
    record Group(String name, List<Bar> bars) {}

    /** One contender. */
    record Bar(String name, Spread value) {}

    String svg() {
        int bars = groups.stream().mapToInt(group -> group.bars().size()).sum();
        int bottom = TOP + bars * BAR + groups.size() * GAP;
        Svg svg = new Svg(WIDTH, bottom + 24, title, description);
        grid(svg, bottom);
        double y = TOP;
        for (Group group : groups) {
            svg.text(16, y + BAR - 3, "start", "name", group.name());
            for (int i = 0; i < group.bars().size(); i++) {
                bar(svg, y, i, group.bars().get(i));
                y += BAR;
            }
            y += GAP;
        }
        svg.line("limit", x(1), TOP - 6, x(1), bottom);
        return svg.end();
    }

    private void grid(Svg svg, int bottom) {
        double step = highest() <= 2 ? 0.25 : Math.ceil(highest() / 8);
        for (double value = 0; value <= highest(); value += step) {
            svg.line("grid", x(value), TOP - 6, x(value), bottom);
            svg.text(
                    x(value),
                    TOP - 12,
                    "middle",
                    "tick",
                    String.format(Locale.ROOT, step < 1 ? "%.2f" : "%.0f", value));
        }
    }

    private void bar(Svg svg, double y, int place, Bar bar) {
        svg.text(LEFT - 6, y + BAR - 3, "end", "name", bar.name());
        svg.bar("fill" + place, LEFT, y + 1, x(bar.value().median()) - LEFT, BAR - 3);
        double middle = y + BAR / 2.0 - 0.5;
        svg.line("whisker", x(bar.value().lower()), middle, x(bar.value().upper()), middle);
        String median = String.format(Locale.ROOT, "%.2f", bar.value().median());
        svg.text(x(Math.max(bar.value().median(), bar.value().upper())) + 4, y + BAR - 3, "start", "value", median);
    }

    private double x(double value) {
        return LEFT + value / highest() * (RIGHT - LEFT);
    }

    private double highest() {
        double highest = groups.stream()
                .flatMap(group -> group.bars().stream())
                .mapToDouble(bar -> Math.max(bar.value().median(), bar.value().upper()))
                .max()
                .orElse(1);
        return Math.max(1.1, highest);
    }
}
