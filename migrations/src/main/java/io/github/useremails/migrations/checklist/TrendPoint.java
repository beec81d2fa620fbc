package io.github.useremails.migrations.checklist;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * How many mentions there were at a commit.
 *
 * @param commit its id
 * @param time of the commit
 * @param counts of the mentions
 */
record TrendPoint(String commit, Instant time, Counts counts) {

    LocalDate day() {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
