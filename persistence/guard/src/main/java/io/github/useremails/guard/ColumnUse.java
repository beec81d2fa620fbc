package io.github.useremails.guard;

import java.util.Objects;

/**
 * One place of the application that uses a deprecated column.
 *
 * @param column what is used
 * @param callSite the first frame in the application's packages
 * @param foundBy what the finding rests on
 */
public record ColumnUse(DeprecatedColumn column, StackTraceElement callSite, FoundBy foundBy) {

    /**
     * Checks that nothing is null.
     *
     * @param column what is used
     * @param callSite where
     * @param foundBy what the finding rests on
     */
    public ColumnUse {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(callSite, "callSite");
        Objects.requireNonNull(foundBy, "foundBy");
    }

    /** Column, place, what to use instead; no SQL and no value, so it may be logged. */
    @Override
    public String toString() {
        String sure = foundBy == FoundBy.TOKENS ? " (a guess: the statement could not be parsed)" : "";
        return column.name() + " is deprecated and used at " + callSite + sure + "; use instead: "
                + column.replacement();
    }
}
