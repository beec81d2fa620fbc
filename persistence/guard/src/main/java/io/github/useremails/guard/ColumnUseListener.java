package io.github.useremails.guard;

/** Receives each use of a deprecated column, for example for the application's metrics. */
@FunctionalInterface
public interface ColumnUseListener {

    /**
     * Called for each use, in the thread that uses the column; in mode {@link GuardMode#RAISE} before the exception.
     * It must return quickly. An exception is logged and goes no further.
     *
     * @param use column, place and certainty; there are at most as many different values as the guard has call sites
     */
    void used(ColumnUse use);
}
