package io.github.useremails.persistence.benchmark;

import java.util.Locale;

/** A picture that is readable on a bright and on a dark ground, and says in words what it shows. */
final class Svg {

    private static final String BEGIN = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-labelledby="title description">
            <title id="title">%3$s</title>
            <desc id="description">%4$s</desc>
            <style>
            text { font: 12px sans-serif; fill: #1f2328; } .title { font-size: 16px; font-weight: bold; }
            .ground { fill: #ffffff; } .grid { stroke: #d0d7de; } .limit, .whisker { stroke: #1f2328; }
            .series { fill: none; stroke-width: 2.5; }
            .fill0 { fill: #0058a3; } .fill1 { fill: #00664b; } .fill2 { fill: #a04000; } .fill3 { fill: #6e40aa; } .fill4 { fill: #57606a; } .fill5 { fill: #9a1f60; }
            .line0 { stroke: #0058a3; } .line1 { stroke: #00664b; } .line2 { stroke: #a04000; } .line3 { stroke: #6e40aa; } .line4 { stroke: #57606a; } .line5 { stroke: #9a1f60; }
            .line1 { stroke-dasharray: 9 4; } .line2 { stroke-dasharray: 2 4; } .line3 { stroke-dasharray: 12 4 2 4; } .line4 { stroke-dasharray: 5 5; } .line5 { stroke-dasharray: 1 3; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3; } .ground { fill: #0d1117; } .grid { stroke: #3d444d; } .limit, .whisker { stroke: #e6edf3; }
              .fill0 { fill: #79c0ff; } .fill1 { fill: #56d4a0; } .fill2 { fill: #ffa657; } .fill3 { fill: #d2a8ff; } .fill4 { fill: #9198a1; } .fill5 { fill: #ff9bce; }
              .line0 { stroke: #79c0ff; } .line1 { stroke: #56d4a0; } .line2 { stroke: #ffa657; } .line3 { stroke: #d2a8ff; } .line4 { stroke: #9198a1; } .line5 { stroke: #ff9bce; }
            }
            </style>
            <rect class="ground" width="%1$d" height="%2$d"/>
            """;

    private final StringBuilder svg = new StringBuilder();

    Svg(int width, int height, String title, String description) {
        svg.append(BEGIN.formatted(width, height, escaped(title), escaped(description)));
        text(16, 26, "start", "title", title);
    }

    void text(double x, double y, String anchor, String kind, String text) {
        add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", kind, x, y, anchor, escaped(text));
    }

    void bar(String kind, double x, double y, double width, double height) {
        add("<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", kind, x, y, width, height);
    }

    void line(String kind, double x1, double y1, double x2, double y2) {
        add("<path class=\"%s\" d=\"M%.1f %.1f L%.1f %.1f\"/>", kind, x1, y1, x2, y2);
    }

    void point(String kind, double x, double y) {
        add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", kind, x, y);
    }

    String end() {
        return svg + "</svg>\n";
    }

    private void add(String element, Object... values) {
        svg.append(String.format(Locale.ROOT, element, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replaceAll("\\p{Cntrl}", "\ufffd")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
