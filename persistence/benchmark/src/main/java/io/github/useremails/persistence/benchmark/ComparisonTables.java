package io.github.useremails.persistence.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The comparison as tables of the page. */
final class ComparisonTables {

    private static final String LIMIT = Contenders.JDBC.word();

    private ComparisonTables() {}

    /** Throughput in relation to JDBC, with the quartiles of the rounds, after the time of one call of JDBC. */
    static String throughput(Ratios ratios, int threads) {
        return table(
                ratios,
                threads,
                "jdbc, µs a call",
                operation -> time(ratios.microseconds(operation, threads, LIMIT).median()),
                (operation, contender) -> withQuartiles(ratios.throughput(operation, threads, contender)));
    }

    /** Bytes allocated by a call in relation to JDBC, after those of JDBC. */
    static String bytes(Ratios ratios, int threads) {
        return table(
                ratios,
                threads,
                "jdbc, bytes a call",
                operation -> String.format(
                        Locale.ROOT,
                        "%,.0f",
                        ratios.bytes(operation, threads, LIMIT).median()),
                (operation, contender) -> String.format(
                        Locale.ROOT,
                        "%.2f",
                        ratios.bytesBesideLimit(operation, threads, contender).median()));
    }

    private static String time(double microseconds) {
        return String.format(Locale.ROOT, microseconds < 100 ? "%,.1f" : "%,.0f", microseconds);
    }

    private static String withQuartiles(Spread spread) {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", spread.median(), spread.lower(), spread.upper());
    }

    private interface Cell {
        String of(String operation, String contender);
    }

    private static String table(Ratios ratios, int threads, String heading, Function<String, String> limit, Cell cell) {
        List<String> others = ratios.others();
        StringBuilder table = new StringBuilder("| call | " + heading + " |");
        others.forEach(contender -> table.append(' ').append(contender).append(" |"));
        table.append("\n|---|---|").append("---|".repeat(others.size())).append('\n');
        for (String operation : ratios.operations()) {
            if (ratios.has(operation, threads)) {
                table.append("| " + operation + " | " + limit.apply(operation) + " |");
                others.forEach(contender -> table.append(" " + cell.of(operation, contender) + " |"));
                table.append('\n');
            }
        }
        return table.toString();
    }
}
