package io.github.useremails.persistence.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What one fork of the harness found; as a line of the file of results. */
record Measurement(
        int round, String operation, int threads, String contender, double callsPerSecond, double bytesPerCall) {

    static final String HEADER = "round,operation,threads,contender,calls_per_second,bytes_per_call";

    String line() {
        return String.format(
                Locale.ROOT,
                "%d,%s,%d,%s,%.3f,%.1f",
                round,
                operation,
                threads,
                contender,
                callsPerSecond,
                bytesPerCall);
    }

    static List<String> lines(List<Measurement> measurements) {
        return Stream.concat(Stream.of(HEADER), measurements.stream().map(Measurement::line))
                .toList();
    }

    static List<Measurement> read(List<String> lines) {
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IllegalArgumentException("no results of the comparison: the first line is not " + HEADER);
        }
        return lines.stream().skip(1).map(Measurement::ofLine).toList();
    }

    private static Measurement ofLine(String line) {
        String[] values = line.split(",", -1);
        if (values.length != 6) {
            throw new IllegalArgumentException("no result of the comparison: " + line);
        }
        return new Measurement(
                Integer.parseInt(values[0]),
                values[1],
                Integer.parseInt(values[2]),
                values[3],
                Double.parseDouble(values[4]),
                Double.parseDouble(values[5]));
    }
}
