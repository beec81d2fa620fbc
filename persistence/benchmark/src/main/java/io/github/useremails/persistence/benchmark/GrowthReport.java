package io.github.useremails.persistence.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The growth as the page shows it. */
record GrowthReport(List<Size> sizes, Surroundings surroundings) {

    static final GeneratedPart PART = new GeneratedPart("growth");

    /** The part of the page. The pictures lie in the folder. */
    String text(String folder) {
        return surroundings.text() + ".\n\nMicroseconds of a lookup: median of the rounds, and quartiles.\n\n"
                + lookups()
                + "\n" + image(folder, "growth-lookups", "Time of a lookup") + "Pages, sizes and the backfill.\n\n"
                + costs() + "\n" + image(folder, "growth-pages", "Pages that a lookup touches")
                + image(folder, "growth-storage", "Size of table and indexes")
                + image(folder, "growth-backfill", "Time of the backfill");
    }

    private static String image(String folder, String file, String title) {
        return "![" + title + "](" + folder + "/" + file + ".svg)\n\n";
    }

    private String lookups() {
        StringBuilder table = new StringBuilder("| users |");
        for (Operation lookup : Growth.LOOKUPS) {
            table.append(" " + lookup.word() + ", library | jdbc |");
        }
        table.append("\n|---|" + "---|---|".repeat(Growth.LOOKUPS.size()) + "\n");
        for (Size size : sizes) {
            table.append(String.format(Locale.ROOT, "| %,d |", size.users()));
            for (Operation lookup : Growth.LOOKUPS) {
                table.append(cell(size.microseconds(lookup, Contenders.LIBRARY)));
                table.append(cell(size.microseconds(lookup, Contenders.JDBC)));
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static String cell(Spread time) {
        return String.format(Locale.ROOT, " %.1f (%.1f to %.1f) |", time.median(), time.lower(), time.upper());
    }

    private String costs() {
        StringBuilder table = new StringBuilder("| users | pages of withEmail | of primaryEmail | of find"
                + " | depth of the index | that index, MB | bytes of an address, table | indexes | backfill, s"
                + " | users a second |\n|---|---|---|---|---|---|---|---|---|---|\n");
        for (Size size : sizes) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %,d | %.0f | %.0f | %.0f | %.0f | %,.1f | %.0f | %.0f | %,.1f | %,.0f |\n",
                    size.users(),
                    size.pages().withEmail(),
                    size.pages().primaryEmail(),
                    size.pages().find(),
                    size.pages().depth(),
                    megabytes(size.storage().claimedIndex()),
                    size.storage().tableBytesOfAnAddress(),
                    size.storage().indexBytesOfAnAddress(),
                    size.backfillSeconds(),
                    size.users() / size.backfillSeconds()));
        }
        return table.toString();
    }

    Map<String, String> pictures() {
        Map<String, String> pictures = new LinkedHashMap<>();
        List<GrowthChart.Line> times = new ArrayList<>();
        for (Operation lookup : Growth.LOOKUPS) {
            for (Contenders contender : List.of(Contenders.LIBRARY, Contenders.JDBC)) {
                times.add(line(
                        lookup.word() + ", " + contender.word(),
                        size -> size.microseconds(lookup, contender).median()));
            }
        }
        pictures.put("growth-lookups.svg", chart("Time of a lookup, one thread", "µs", false, times));
        pictures.put(
                "growth-pages.svg",
                chart(
                        "Pages that a lookup touches",
                        "pages",
                        false,
                        List.of(
                                line("withEmail", size -> size.pages().withEmail()),
                                line("primaryEmail", size -> size.pages().primaryEmail()),
                                line("find", size -> size.pages().find()),
                                line("depth of the index", size -> size.pages().depth()))));
        pictures.put(
                "growth-storage.svg",
                chart(
                        "Size of the addresses",
                        "MB",
                        true,
                        List.of(
                                line("table", size -> megabytes(size.storage().table())),
                                line(
                                        "all indexes",
                                        size -> megabytes(size.storage().indexes())),
                                line(
                                        "claimed addresses",
                                        size -> megabytes(size.storage().claimedIndex())))));
        pictures.put(
                "growth-backfill.svg",
                chart("Time of the backfill", "s", true, List.of(line("backfill", Size::backfillSeconds))));
        return pictures;
    }

    private GrowthChart.Line line(String name, ToDoubleFunction<Size> value) {
        return new GrowthChart.Line(
                name,
                sizes.stream()
                        .map(size -> new GrowthChart.Point(size.users(), value.applyAsDouble(size)))
                        .toList());
    }

    private static String chart(String title, String unit, boolean powersOfTen, List<GrowthChart.Line> lines) {
        String values = lines.stream()
                .map(line -> line.name() + ": "
                        + line.points().stream()
                                .map(point ->
                                        String.format(Locale.ROOT, "%,d users %.1f", point.users(), point.value()))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        return new GrowthChart(title, title + " in " + unit + ". " + values, unit, powersOfTen, lines).svg();
    }

    private static double megabytes(long bytes) {
        return bytes / 1e6;
    }
}
