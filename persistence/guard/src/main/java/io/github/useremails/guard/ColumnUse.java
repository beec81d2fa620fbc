package io.github.useremails.guard;

import java.util.Objects;

/**
 * One place of the application that uses a deprecated column.
 *
 * @param column the column that is used
 * @param callSite the first frame in the application's packages
 * @param foundBy how the use was found
 */
public record ColumnUse(DeprecatedColumn column, StackTraceElement callSite, FoundBy foundBy) {

    /**
     * Requires that nothing is null.
     *
     * @param column the column that is used
     * @param callSite the place that uses it
     * @param foundBy how the use was found
     */
    public ColumnUse {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(callSite, "callSite");
        Objects.requireNonNull(foundBy, "foundBy");
    }

    /** Column, place and replacement; without SQL and values, so it may be logged. */
    @Override
    public String toString() {
        String sure = foundBy == FoundBy.TOKENS ? " (a guess: the statement could not be parsed)" : "";
        return column.name() + " is deprecated and used at " + callSite + sure + "; use instead: "
                + column.replacement();
    }
}
