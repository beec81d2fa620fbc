package io.github.useremails.domain;

import java.time.Duration;
import java.util.Objects;

/**
 * How far a roster may go by itself.
 *
 * @param releasedShare how much of what the institution manages one roster may release, from 0 to 1
 * @param movedShare how much of it one roster may replace by other addresses, from 0 to 1
 * @param floor how many releases and how many moves are allowed whatever the shares, so that one person can leave a
 *     small institution; it does not count for a roster without lines
 * @param batchSize how many users are changed, and locked, in one transaction; people who exchange addresses are always
 *     changed together
 * @param validity how long a roster that was interrupted can be resumed
 */
public record RosterLimits(double releasedShare, double movedShare, int floor, int batchSize, Duration validity) {

    private static final int LARGEST_BATCH = 10_000;

    /**
     * Checks the limits.
     *
     * @param releasedShare from 0 to 1
     * @param movedShare from 0 to 1
     * @param floor at least 0
     * @param batchSize from 1 to 10,000
     * @param validity longer than nothing
     * @throws NullPointerException if the validity is null
     * @throws IllegalArgumentException if a limit is out of bounds
     */
    public RosterLimits {
        requireShare(releasedShare, "releasedShare");
        requireShare(movedShare, "movedShare");
        if (floor < 0) {
            throw new IllegalArgumentException("floor must not be negative");
        }
        if (batchSize < 1 || batchSize > LARGEST_BATCH) {
            throw new IllegalArgumentException("batchSize must be from 1 to " + LARGEST_BATCH);
        }
        Objects.requireNonNull(validity, "validity");
        if (validity.isZero() || validity.isNegative()) {
            throw new IllegalArgumentException("validity must be longer than nothing");
        }
    }

    private static void requireShare(double share, String name) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1");
        }
    }

    /**
     * A tenth of releases and a tenth of moves, two of each in any case, in batches of 500, to be resumed within a week.
     *
     * @return the limits
     */
    public static RosterLimits standard() {
        return new RosterLimits(0.1, 0.1, 2, 500, Duration.ofDays(7));
    }

    /**
     * As {@link #standard()}, but a roster may release and move everybody.
     *
     * @return the limits
     */
    public static RosterLimits everybody() {
        return standard().withReleasedShare(1).withMovedShare(1);
    }

    /**
     * The same with another share of releases, such as 1 at the end of a school year.
     *
     * @param share from 0 to 1
     * @return the limits
     */
    public RosterLimits withReleasedShare(double share) {
        return new RosterLimits(share, movedShare, floor, batchSize, validity);
    }

    /**
     * The same with another share of moves, such as 1 when the institution takes another domain.
     *
     * @param share from 0 to 1
     * @return the limits
     */
    public RosterLimits withMovedShare(double share) {
        return new RosterLimits(releasedShare, share, floor, batchSize, validity);
    }

    /**
     * The same with another floor.
     *
     * @param people how many may be released, and how many may be moved, whatever the shares
     * @return the limits
     */
    public RosterLimits withFloor(int people) {
        return new RosterLimits(releasedShare, movedShare, people, batchSize, validity);
    }

    /**
     * The same in batches of another size.
     *
     * @param size from 1 to 10,000
     * @return the limits
     */
    public RosterLimits withBatchSize(int size) {
        return new RosterLimits(releasedShare, movedShare, floor, size, validity);
    }

    /**
     * The same with another time in which a roster can be resumed.
     *
     * @param time longer than nothing
     * @return the limits
     */
    public RosterLimits withValidity(Duration time) {
        return new RosterLimits(releasedShare, movedShare, floor, batchSize, time);
    }

    /**
     * Whether a roster releases too many: more than the floor, and more than the share.
     *
     * @param report what would be done
     * @return whether it goes too far
     */
    public boolean isExceededByReleases(RosterReport report) {
        return isExceeded(report.released().size(), releasedShare, report);
    }

    /**
     * Whether a roster moves too many: more than the floor, and more than the share.
     *
     * @param report what would be done
     * @return whether it goes too far
     */
    public boolean isExceededByMoves(RosterReport report) {
        return isExceeded(report.lines(RosterLineOutcome.Moved.class).size(), movedShare, report);
    }

    private boolean isExceeded(int changes, double share, RosterReport report) {
        int least = report.lines().isEmpty() ? 0 : floor;
        return changes > Math.max(least, share * report.managed());
    }
}
