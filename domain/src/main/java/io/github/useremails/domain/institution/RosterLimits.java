package io.github.useremails.domain.institution;

import java.time.Duration;
import java.util.Objects;

/**
 * Limits how much one roster may change, so that a truncated file does not release a whole school.
 *
 * <pre>{@code
 * RosterLimits endOfSchoolYear = RosterLimits.builder().maxReleaseRatio(0.4).build();
 * }</pre>
 */
public final class RosterLimits {

    private final double maxReleaseRatio;
    private final double maxMoveRatio;
    private final int floor;
    private final int batchSize;
    private final Duration validity;

    private RosterLimits(Builder builder) {
        maxReleaseRatio = builder.maxReleaseRatio;
        maxMoveRatio = builder.maxMoveRatio;
        floor = builder.floor;
        batchSize = builder.batchSize;
        validity = builder.validity;
    }

    /**
     * Returns the limits that {@link Builder} starts with.
     *
     * @return the limits
     */
    public static RosterLimits standard() {
        return builder().build();
    }

    /**
     * Returns the {@link #standard()} limits without a bound on releases and moves.
     *
     * @return the limits
     */
    public static RosterLimits everybody() {
        return builder().maxReleaseRatio(1).maxMoveRatio(1).build();
    }

    /**
     * Returns a builder that starts with the standard limits.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder that starts with these limits.
     *
     * @return the builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxReleaseRatio = maxReleaseRatio;
        builder.maxMoveRatio = maxMoveRatio;
        builder.floor = floor;
        builder.batchSize = batchSize;
        builder.validity = validity;
        return builder;
    }

    /**
     * Returns how many users are changed, and locked, in one transaction.
     *
     * @return the size of a batch
     */
    public int batchSize() {
        return batchSize;
    }

    /**
     * Returns how long an interrupted roster can be resumed.
     *
     * @return the time
     */
    public Duration validity() {
        return validity;
    }

    /**
     * Returns whether a roster releases too many people: more than the floor, and more than the ratio.
     *
     * @param report the plan of the roster
     * @return whether the roster exceeds the limits
     */
    public boolean isExceededByReleases(RosterReport report) {
        return isExceeded(report.released().size(), maxReleaseRatio, report);
    }

    /**
     * Returns whether a roster moves too many people: more than the floor, and more than the ratio.
     *
     * @param report the plan of the roster
     * @return whether the roster exceeds the limits
     */
    public boolean isExceededByMoves(RosterReport report) {
        return isExceeded(report.lines(RosterLineOutcome.Moved.class).size(), maxMoveRatio, report);
    }

    private boolean isExceeded(int changes, double ratio, RosterReport report) {
        int least = report.lines().isEmpty() ? 0 : floor;
        return changes > Math.max(least, ratio * report.managed());
    }

    /** Collects limits. Each setter checks its own value. */
    public static final class Builder {

        private static final int LARGEST_BATCH = 10_000;

        private double maxReleaseRatio = 0.1;
        private double maxMoveRatio = 0.1;
        private int floor = 2;
        private int batchSize = 500;
        private Duration validity = Duration.ofDays(7);

        private Builder() {}

        /**
         * Sets which share of the addresses that the institution manages one roster may release. The default is 0.1.
         *
         * @param ratio from 0 to 1, such as 0.4 at the end of a school year
         * @return this builder
         * @throws IllegalArgumentException if the ratio is out of bounds
         */
        public Builder maxReleaseRatio(double ratio) {
            maxReleaseRatio = requireRatio(ratio, "maxReleaseRatio");
            return this;
        }

        /**
         * Sets which share of the addresses that the institution manages one roster may replace by other addresses. The
         * default is 0.1.
         *
         * @param ratio from 0 to 1, such as 1 when the institution changes its domain
         * @return this builder
         * @throws IllegalArgumentException if the ratio is out of bounds
         */
        public Builder maxMoveRatio(double ratio) {
            maxMoveRatio = requireRatio(ratio, "maxMoveRatio");
            return this;
        }

        /**
         * Sets how many releases and how many moves are allowed regardless of the ratios, so that one person can leave
         * a small institution. The floor does not apply to a roster without lines. The default is 2.
         *
         * @param people the number, at least 0
         * @return this builder
         * @throws IllegalArgumentException if the number is negative
         */
        public Builder floor(int people) {
            if (people < 0) {
                throw new IllegalArgumentException("floor must not be negative");
            }
            floor = people;
            return this;
        }

        /**
         * Sets how many users are changed, and locked, in one transaction. People who exchange addresses are always
         * changed together. The default is 500.
         *
         * @param users from 1 to 10,000
         * @return this builder
         * @throws IllegalArgumentException if the number is out of bounds
         */
        public Builder batchSize(int users) {
            batchSize = requireBatchSize(users);
            return this;
        }

        /**
         * Sets how long an interrupted roster can be resumed. The default is seven days.
         *
         * @param time longer than zero
         * @return this builder
         * @throws IllegalArgumentException if the time is not positive
         */
        public Builder validity(Duration time) {
            Objects.requireNonNull(time, "time");
            if (time.isZero() || time.isNegative()) {
                throw new IllegalArgumentException("validity must be longer than zero");
            }
            validity = time;
            return this;
        }

        /**
         * Builds the limits.
         *
         * @return the limits
         */
        public RosterLimits build() {
            return new RosterLimits(this);
        }

        private static double requireRatio(double ratio, String name) {
            if (!(ratio >= 0 && ratio <= 1)) {
                throw new IllegalArgumentException(name + " must be from 0 to 1");
            }
            return ratio;
        }

        private static int requireBatchSize(int users) {
            if (users < 1 || users > LARGEST_BATCH) {
                throw new IllegalArgumentException("batchSize must be from 1 to " + LARGEST_BATCH);
            }
            return users;
        }
    }
}
