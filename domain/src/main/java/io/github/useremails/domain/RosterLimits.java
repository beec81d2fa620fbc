package io.github.useremails.domain;

/**
 * How far a roster may go by itself.
 *
 * @param releasedShare how much of what the institution manages one roster may release, from 0 to 1
 * @param batchSize how many users are changed, and locked, in one transaction
 */
public record RosterLimits(double releasedShare, int batchSize) {

    private static final int LARGEST_BATCH = 10_000;

    /**
     * Checks the limits.
     *
     * @param releasedShare from 0 to 1
     * @param batchSize from 1 to 10,000
     * @throws IllegalArgumentException if a limit is out of bounds
     */
    public RosterLimits {
        if (!(releasedShare >= 0 && releasedShare <= 1)) {
            throw new IllegalArgumentException("releasedShare must be from 0 to 1");
        }
        if (batchSize < 1 || batchSize > LARGEST_BATCH) {
            throw new IllegalArgumentException("batchSize must be from 1 to " + LARGEST_BATCH);
        }
    }

    /**
     * A tenth, in batches of 500.
     *
     * @return the limits
     */
    public static RosterLimits standard() {
        return new RosterLimits(0.1, 500);
    }

    /**
     * The same with another share, such as 1 at the end of a school year.
     *
     * @param releasedShare from 0 to 1
     * @return the limits
     */
    public RosterLimits withReleasedShare(double releasedShare) {
        return new RosterLimits(releasedShare, batchSize);
    }

    /**
     * Whether a roster goes too far.
     *
     * @param report what would be done
     * @return whether it would release more than the share
     */
    public boolean isExceededBy(RosterReport report) {
        return report.released().size() > releasedShare * report.managed();
    }
}
