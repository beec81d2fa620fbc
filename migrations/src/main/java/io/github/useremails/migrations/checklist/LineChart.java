package io.github.useremails.migrations.checklist;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** A trend as an SVG picture, which can be read on a bright and on a dark ground, and without colours. */
final class LineChart {

    private static final int LEFT = 70;
    private static final int RIGHT = 760;
    private static final int TOP = 100;
    private static final int BOTTOM = 340;
    private static final int DAYS = 5;
    private static final int MENTIONS = 5;

    private static final String BEGIN = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400" width="800" height="400" role="img">
            <style>
            text { font: 13px sans-serif; fill: #1f2328; } .title { font-size: 17px; font-weight: bold; }
            .ground { fill: #ffffff; } .grid { stroke: #d0d7de; } .line { fill: none; stroke-width: 2.5; }
            .line.all { stroke: #1f2328; } .point.all { fill: #1f2328; }
            .line.todo { stroke: #a04000; stroke-dasharray: 9 4; } .point.todo { fill: #a04000; }
            .line.fine { stroke: #00664b; stroke-dasharray: 2 4; } .point.fine { fill: #00664b; }
            .line.unreviewed { stroke: #0058a3; stroke-dasharray: 12 4 2 4; } .point.unreviewed { fill: #0058a3; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3; } .ground { fill: #0d1117; } .grid { stroke: #3d444d; }
              .line.all { stroke: #e6edf3; } .point.all { fill: #e6edf3; }
              .line.todo { stroke: #ffa657; } .point.todo { fill: #ffa657; }
              .line.fine { stroke: #56d4a0; } .point.fine { fill: #56d4a0; }
              .line.unreviewed { stroke: #79c0ff; } .point.unreviewed { fill: #79c0ff; }
            }
            </style>
            <rect class="ground" width="800" height="400"/>
            """;

    private record Series(String word, int legend, ToIntFunction<Counts> count) {}

    private static final List<Series> SERIES = List.of(
            new Series("all", LEFT, Counts::all),
            new Series("todo", LEFT + 150, Counts::todo),
            new Series("fine", LEFT + 300, Counts::fine),
            new Series("unreviewed", LEFT + 450, Counts::unreviewed));

    private final String title;
    private final List<TrendPoint> trend;
    private final long first;
    private final long last;
    private final long step;

    /** The trend has at least one point. */
    LineChart(String title, List<TrendPoint> trend) {
        this.title = title;
        this.trend =
                trend.stream().sorted(Comparator.comparing(TrendPoint::time)).toList();
        first = this.trend.get(0).time().getEpochSecond();
        last = this.trend.get(trend.size() - 1).time().getEpochSecond();
        step = roundStep(
                trend.stream().mapToInt(point -> point.counts().all()).max().orElse(0));
    }

    String svg() {
        StringBuilder svg = new StringBuilder(BEGIN);
        svg.append("<title>").append(escaped(title)).append("</title>\n");
        text(svg, LEFT, 34, "start", "title", title);
        text(svg, LEFT, TOP - 14, "end", "axis", "mentions");
        text(svg, (LEFT + RIGHT) / 2, 388, "middle", "axis", "day of the commit");
        mentionsAxis(svg);
        daysAxis(svg);
        for (Series series : SERIES) {
            legend(svg, series);
            line(svg, series);
        }
        return svg.append("</svg>\n").toString();
    }

    private void mentionsAxis(StringBuilder svg) {
        for (int i = 0; i <= MENTIONS; i++) {
            long y = Math.round(y(i * step));
            path(svg, "grid", "M" + LEFT + " " + y + " H" + RIGHT);
            text(svg, LEFT - 8, y + 4, "end", "tick", Long.toString(i * step));
        }
    }

    private void daysAxis(StringBuilder svg) {
        String shown = "";
        for (int i = 0; i < DAYS; i++) {
            long time = first + (last - first) * i / (DAYS - 1);
            String day = LocalDate.ofInstant(Instant.ofEpochSecond(time), ZoneOffset.UTC)
                    .toString();
            if (!day.equals(shown)) {
                text(svg, Math.round(x(time)), BOTTOM + 22, "middle", "tick", day);
            }
            shown = day;
        }
    }

    private static void legend(StringBuilder svg, Series series) {
        path(svg, "line " + series.word(), "M" + series.legend() + " 56 h36");
        text(svg, series.legend() + 44, 60, "start", "legend", series.word());
    }

    private void line(StringBuilder svg, Series series) {
        StringBuilder line = new StringBuilder();
        for (TrendPoint point : trend) {
            String x = decimal(x(point.time().getEpochSecond()));
            String y = decimal(y(series.count.applyAsInt(point.counts())));
            line.append(line.isEmpty() ? "M" : " L").append(x).append(' ').append(y);
            svg.append("<circle class=\"point ")
                    .append(series.word())
                    .append("\" r=\"3\" cx=\"")
                    .append(x)
                    .append("\" cy=\"")
                    .append(y)
                    .append("\"/>\n");
        }
        path(svg, "line " + series.word(), line.toString());
    }

    private double x(long time) {
        return first == last ? (LEFT + RIGHT) / 2.0 : LEFT + (double) (time - first) / (last - first) * (RIGHT - LEFT);
    }

    private double y(long count) {
        return BOTTOM - (double) count / (MENTIONS * step) * (BOTTOM - TOP);
    }

    /** A round number of which five are no less than the highest count. */
    private static long roundStep(int highest) {
        long power = 1;
        while (power * 10 * MENTIONS <= highest) {
            power *= 10;
        }
        for (long factor : List.of(1L, 2L, 5L)) {
            if (factor * power * MENTIONS >= highest) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static void path(StringBuilder svg, String kind, String line) {
        svg.append("<path class=\"").append(kind).append("\" d=\"").append(line).append("\"/>\n");
    }

    private static void text(StringBuilder svg, long x, long y, String anchor, String kind, String text) {
        svg.append("<text class=\"")
                .append(kind)
                .append("\" x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y);
        svg.append("\" text-anchor=\"")
                .append(anchor)
                .append("\">")
                .append(escaped(text))
                .append("</text>\n");
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    private static String escaped(String text) {
        return text.replaceAll("\\p{Cntrl}", "\ufffd")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
