package io.github.useremails.command;

/** How many users fit the time of a batch, learned from how long the last ones took. */
final class BatchSize {

    private static final int FIRST = 500;
    private static final int LARGEST = 50_000;

    /** A server that is slow is not made faster by batches that are hardly more than a commit. */
    private static final int SMALLEST = 200;

    /** But a row that is held keeps a small batch waiting, and lets others pass. */
    private static final int SMALLEST_NEXT_TO_A_LOCK = 10;

    private final long targetNanoseconds;
    private int current = FIRST;

    BatchSize(long targetNanoseconds) {
        this.targetNanoseconds = targetNanoseconds;
    }

    int current() {
        return current;
    }

    /** At most doubled or halved at once, so that one slow batch says little. */
    void took(long nanoseconds) {
        double factor = Math.min(2, Math.max(0.5, (double) targetNanoseconds / Math.max(1, nanoseconds)));
        current = (int) Math.min(LARGEST, Math.max(SMALLEST, current * factor));
    }

    void wasRefusedALock() {
        current = Math.max(SMALLEST_NEXT_TO_A_LOCK, current / 2);
    }
}
