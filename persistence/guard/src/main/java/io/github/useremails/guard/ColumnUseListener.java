package io.github.useremails.guard;

/** Hears of each use of a deprecated column, to hand it to the metrics that the application has. */
@FunctionalInterface
public interface ColumnUseListener {

    /**
     * A column is used. Called in the thread that uses it, for each use, in mode raise before the exception; must be
     * quick. What it throws is logged and goes no further.
     *
     * @param use column, place and certainty: as many different ones as the guard keeps call sites
     */
    void used(ColumnUse use);
}
