package io.github.useremails.persistence.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over the number of users, which grows by powers of ten. */
record GrowthChart(String title, String description, String unit, boolean powersOfTen, List<Line> lines) {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 400;
    private static final int LEFT = 80;
    private static final int RIGHT = 620;
    private static final int TOP = 70;
    private static final int BOTTOM = 340;

    /** One line; its points from few to many users. */
    record Line(String name, List<Point> points) {}

    /** What was measured at one number of users, above zero. */
    record Point(long users, double value) {}

    String svg() {
        Svg svg = new Svg(WIDTH, HEIGHT, title, description);
        svg.text(LEFT, TOP - 16, "middle", "axis", unit);
        svg.text((LEFT + RIGHT) / 2.0, HEIGHT - 14, "middle", "axis", "users");
        for (double tick : ticks()) {
            svg.line("grid", LEFT, y(tick), RIGHT, y(tick));
            svg.text(LEFT - 8, y(tick) + 4, "end", "tick", number(tick));
        }
        for (long users = fewest(); users <= most(); users *= 10) {
            svg.line("grid", x(users), TOP, x(users), BOTTOM);
            svg.text(x(users), BOTTOM + 20, "middle", "tick", String.format(Locale.ROOT, "%,d", users));
        }
        for (int i = 0; i < lines.size(); i++) {
            line(svg, i, lines.get(i));
        }
        return svg.end();
    }

    private void line(Svg svg, int place, Line line) {
        List<Point> points = line.points();
        for (int i = 0; i < points.size(); i++) {
            double x = x(points.get(i).users());
            double y = y(points.get(i).value());
            svg.point("fill" + place, x, y);
            if (i > 0) {
                Point before = points.get(i - 1);
                svg.line("series line" + place, x(before.users()), y(before.value()), x, y);
            }
        }
        double legend = TOP + 20.0 * place;
        svg.line("series line" + place, RIGHT + 16, legend, RIGHT + 46, legend);
        svg.text(RIGHT + 52, legend + 4, "start", "legend", line.name());
    }

    private List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (powersOfTen) {
            for (double tick = lowest(); tick <= highest() * 1.001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        for (int i = 0; i <= 5; i++) {
            ticks.add(highest() * i / 5);
        }
        return ticks;
    }

    private double x(long users) {
        double width = Math.log10((double) most() / fewest());
        return width == 0
                ? (LEFT + RIGHT) / 2.0
                : LEFT + Math.log10((double) users / fewest()) / width * (RIGHT - LEFT);
    }

    private double y(double value) {
        double share =
                powersOfTen ? Math.log10(value / lowest()) / Math.log10(highest() / lowest()) : value / highest();
        return BOTTOM - share * (BOTTOM - TOP);
    }

    private long fewest() {
        return points().stream().mapToLong(Point::users).min().orElse(1);
    }

    private long most() {
        return points().stream().mapToLong(Point::users).max().orElse(1);
    }

    private double lowest() {
        return Math.pow(
                10,
                Math.floor(Math.log10(
                        points().stream().mapToDouble(Point::value).min().orElse(1))));
    }

    /** Above the highest point, in round numbers. */
    private double highest() {
        double highest = points().stream().mapToDouble(Point::value).max().orElse(1);
        double power = Math.pow(10, Math.floor(Math.log10(highest)));
        return powersOfTen ? power * 10 : Math.ceil(highest / power * 2) / 2 * power;
    }

    private List<Point> points() {
        return lines.stream().flatMap(line -> line.points().stream()).toList();
    }

    private static String number(double tick) {
        return String.format(Locale.ROOT, tick == Math.rint(tick) ? "%,.0f" : "%.2f", tick);
    }
}
