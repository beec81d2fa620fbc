package io.github.useremails.persistence.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The comparison as tables of the page. */
final class ComparisonTables {

    private ComparisonTables() {}

    static String text(Ratios ratios) {
        StringBuilder text = new StringBuilder();
        for (int threads : ratios.threads()) {
            text.append(threads == 1 ? "One thread" : threads + " threads").append("\n\n");
            text.append(throughput(ratios, threads))
                    .append('\n')
                    .append(bytes(ratios, threads))
                    .append('\n');
        }
        return text.toString();
    }

    /** Throughput in relation to JDBC, with the quartiles of the rounds, after the time of one call of JDBC. */
    static String throughput(Ratios ratios, int threads) {
        List<String> others = others(ratios);
        return table(
                ratios,
                threads,
                "jdbc, µs a call",
                others,
                operation -> time(ratios, operation, threads),
                (operation, contender) -> {
                    Spread spread = ratios.throughput(operation, threads, contender);
                    return String.format(
                            Locale.ROOT, "%.2f (%.2f to %.2f)", spread.median(), spread.lower(), spread.upper());
                });
    }

    /** Bytes allocated by a call in relation to JDBC. */
    static String bytes(Ratios ratios, int threads) {
        return table(
                ratios,
                threads,
                "jdbc, bytes a call",
                others(ratios),
                operation -> String.format(Locale.ROOT, "%,.0f", limit(ratios, operation, threads)),
                (operation, contender) -> String.format(
                        Locale.ROOT,
                        "%.2f",
                        ratios.bytes(operation, threads, contender).median() / limit(ratios, operation, threads)));
    }

    private static double limit(Ratios ratios, String operation, int threads) {
        return ratios.bytes(operation, threads, Contenders.JDBC.word()).median();
    }

    private static String time(Ratios ratios, String operation, int threads) {
        double time =
                ratios.microseconds(operation, threads, Contenders.JDBC.word()).median();
        return String.format(Locale.ROOT, time < 100 ? "%,.1f" : "%,.0f", time);
    }

    private static List<String> others(Ratios ratios) {
        return ratios.contenders().stream()
                .filter(contender -> !contender.equals(Contenders.JDBC.word()))
                .toList();
    }

    private interface Cell {
        String of(String operation, String contender);
    }

    private static String table(
            Ratios ratios, int threads, String limit, List<String> others, Function<String, String> first, Cell cell) {
        StringBuilder table = new StringBuilder("| call | " + limit + " |");
        others.forEach(contender -> table.append(' ').append(contender).append(" |"));
        table.append("\n|---|---|").append("---|".repeat(others.size())).append('\n');
        for (String operation : ratios.operations()) {
            if (ratios.has(operation, threads)) {
                table.append("| ")
                        .append(operation)
                        .append(" | ")
                        .append(first.apply(operation))
                        .append(" |");
                others.forEach(contender ->
                        table.append(' ').append(cell.of(operation, contender)).append(" |"));
                table.append('\n');
            }
        }
        return table.toString();
    }
}
