package io.github.useremails.persistence.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The comparison as the page shows it: tables, and a picture for each. */
record ComparisonReport(Ratios ratios, UserShape shape, Surroundings surroundings) {

    /** Each number of threads has its own, so that they may be measured one by one. */
    static GeneratedPart part(int threads) {
        return new GeneratedPart("comparison with " + heading(threads).toLowerCase(Locale.ROOT));
    }

    /** The part of the page. The pictures lie in the folder. */
    String text(String folder) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%,d users, %d rounds: %s.\n\n", shape.users(), ratios.rounds(), surroundings.text()));
        for (int threads : ratios.threads()) {
            text.append("### ").append(heading(threads)).append("\n\n");
            text.append(
                    "Calls in the time in which hand-written JDBC does one: median of the rounds, and quartiles.\n\n");
            text.append(ComparisonTables.throughput(ratios, threads)).append('\n');
            text.append(image(folder, throughputFile(threads), throughputTitle(threads)));
            text.append("Bytes that a call allocates, in relation to hand-written JDBC.\n\n");
            text.append(ComparisonTables.bytes(ratios, threads)).append('\n');
            text.append(image(folder, bytesFile(threads), bytesTitle(threads)));
        }
        return text.toString();
    }

    Map<String, String> pictures() {
        Map<String, String> pictures = new LinkedHashMap<>();
        for (int threads : ratios.threads()) {
            pictures.put(
                    throughputFile(threads),
                    chart(
                            threads,
                            throughputTitle(threads),
                            (operation, contender) -> ratios.throughput(operation, threads, contender)));
            pictures.put(
                    bytesFile(threads),
                    chart(
                            threads,
                            bytesTitle(threads),
                            (operation, contender) -> ratios.bytesBesideLimit(operation, threads, contender)));
        }
        return pictures;
    }

    private interface Value {
        Spread of(String operation, String contender);
    }

    private String chart(int threads, String title, Value value) {
        List<BarChart.Group> groups = ratios.operations().stream()
                .filter(operation -> ratios.has(operation, threads))
                .map(operation -> new BarChart.Group(
                        operation,
                        ratios.others().stream()
                                .map(contender -> new BarChart.Bar(contender, value.of(operation, contender)))
                                .toList()))
                .toList();
        return new BarChart(title, description(title, groups), groups).svg();
    }

    private static String description(String title, List<BarChart.Group> groups) {
        return title
                + ". "
                + groups.stream()
                        .map(group -> group.name() + ": "
                                + group.bars().stream()
                                        .map(bar -> String.format(
                                                Locale.ROOT,
                                                "%s %.2f",
                                                bar.name(),
                                                bar.value().median()))
                                        .collect(Collectors.joining(", ")))
                        .collect(Collectors.joining("; "));
    }

    private static String image(String folder, String file, String title) {
        return "![" + title + "](" + folder + "/" + file + ")\n\n";
    }

    static String heading(int threads) {
        return threads == 1 ? "One thread" : threads + " threads";
    }

    private static String throughputTitle(int threads) {
        return "Throughput beside hand-written JDBC, " + heading(threads).toLowerCase(Locale.ROOT)
                + " (more is better)";
    }

    private static String bytesTitle(int threads) {
        return "Bytes allocated beside hand-written JDBC, " + heading(threads).toLowerCase(Locale.ROOT)
                + " (less is better)";
    }

    private static String throughputFile(int threads) {
        return "throughput-" + threads + ".svg";
    }

    private static String bytesFile(int threads) {
        return "bytes-" + threads + ".svg";
    }
}
