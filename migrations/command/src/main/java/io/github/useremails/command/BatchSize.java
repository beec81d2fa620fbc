package io.github.useremails.command;

/** The number of users that fit the time of a batch, adjusted by the times of the last batches. */
final class BatchSize {

    private static final int FIRST = 500;
    private static final int LARGEST = 50_000;

    /** A slow server does not become faster by batches that are hardly more than a commit. */
    private static final int SMALLEST = 200;

    /** But while a row is locked, a small batch waits for fewer rows and lets others pass. */
    private static final int SMALLEST_NEXT_TO_A_LOCK = 10;

    private final long targetNanoseconds;
    private int current = FIRST;

    BatchSize(long targetNanoseconds) {
        this.targetNanoseconds = targetNanoseconds;
    }

    int current() {
        return current;
    }

    /** At most doubles or halves the size, so that one slow batch has little effect. */
    void took(long nanoseconds) {
        double factor = Math.min(2, Math.max(0.5, (double) targetNanoseconds / Math.max(1, nanoseconds)));
        current = (int) Math.min(LARGEST, Math.max(SMALLEST, current * factor));
    }

    void wasRefusedALock() {
        current = Math.max(SMALLEST_NEXT_TO_A_LOCK, current / 2);
    }
}
