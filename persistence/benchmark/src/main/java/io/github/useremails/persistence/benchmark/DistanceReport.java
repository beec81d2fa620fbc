package io.github.useremails.persistence.benchmark;

import java.util.Locale;

/** The comparison with a server that is further away, as the page shows it: what counts there is round trips. */
record DistanceReport(Ratios ratios, UserShape shape, int microseconds, Surroundings surroundings) {

    /** Each distance has its own, so that they may be measured one by one. */
    static GeneratedPart part(int microseconds) {
        return new GeneratedPart("distance of " + microseconds + " µs");
    }

    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d µs more for each round trip, %,d users, %d rounds: %s.\n\n",
                microseconds,
                shape.users(),
                ratios.rounds(),
                surroundings.text()));
        for (int threads : ratios.threads()) {
            text.append("### ")
                    .append(ComparisonReport.heading(threads))
                    .append(" at a distance of " + microseconds + " µs\n\n");
            text.append(ComparisonTables.throughput(ratios, threads)).append('\n');
        }
        return text.toString();
    }
}
