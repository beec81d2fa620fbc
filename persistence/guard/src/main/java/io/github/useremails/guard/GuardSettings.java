package io.github.useremails.guard;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The settings of a {@link ColumnGuard}. Start from {@link #raising} or {@link #logging} and change what differs:
 *
 * <pre>{@code
 * GuardSettings.logging(EMAIL_ADDRESS).withApplicationPackages("com.example.shop")
 * }</pre>
 *
 * @param columns the deprecated columns
 * @param mode what happens when one is used
 * @param applicationPackages prefixes of the application's packages, to find the caller among the frames of libraries;
 *     if there are none, the caller is the first frame outside known libraries
 * @param interval between two logs of the same call site
 * @param clock measures the interval
 * @param callSites the maximum number of call sites that are counted separately; the others are counted together
 * @param texts the maximum number of statements in the cache
 * @param listeners receive each use
 */
public record GuardSettings(
        List<DeprecatedColumn> columns,
        GuardMode mode,
        List<String> applicationPackages,
        Duration interval,
        InstantSource clock,
        int callSites,
        int texts,
        List<ColumnUseListener> listeners) {

    /**
     * Validates the settings.
     *
     * @param columns at least one
     * @param mode what happens
     * @param applicationPackages none of them blank
     * @param interval not negative
     * @param clock measures the interval
     * @param callSites at least 1
     * @param texts at least 1
     * @param listeners receive each use
     * @throws NullPointerException if a setting is null
     * @throws IllegalArgumentException if a setting is invalid
     */
    public GuardSettings {
        columns = List.copyOf(columns);
        Objects.requireNonNull(mode, "mode");
        applicationPackages = List.copyOf(applicationPackages);
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(clock, "clock");
        listeners = List.copyOf(listeners);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("there is no column to guard");
        }
        if (applicationPackages.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a package is blank");
        }
        if (interval.isNegative()) {
            throw new IllegalArgumentException("the interval is negative");
        }
        if (callSites < 1 || texts < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
    }

    /**
     * Returns settings with mode {@link GuardMode#RAISE}; the others are those of {@link #logging}.
     *
     * @param columns the deprecated columns
     * @return the settings
     */
    public static GuardSettings raising(DeprecatedColumn... columns) {
        return logging(columns).withMode(GuardMode.RAISE);
    }

    /**
     * Returns settings with mode {@link GuardMode#LOG}, one log an hour for each call site, 1,000 call sites and 1,000
     * statements.
     *
     * @param columns the deprecated columns
     * @return the settings
     */
    public static GuardSettings logging(DeprecatedColumn... columns) {
        return new GuardSettings(
                List.of(columns),
                GuardMode.LOG,
                List.of(),
                Duration.ofHours(1),
                Clock.systemUTC(),
                1_000,
                1_000,
                List.of());
    }

    /**
     * Returns the same settings with another mode.
     *
     * @param other the mode
     * @return the settings
     */
    public GuardSettings withMode(GuardMode other) {
        return new GuardSettings(columns, other, applicationPackages, interval, clock, callSites, texts, listeners);
    }

    /**
     * Returns the same settings with the application's packages.
     *
     * @param prefixes {@code com.example} also covers {@code com.example.orders}
     * @return the settings
     */
    public GuardSettings withApplicationPackages(String... prefixes) {
        return new GuardSettings(columns, mode, List.of(prefixes), interval, clock, callSites, texts, listeners);
    }

    /**
     * Returns the same settings with another interval between two logs of one call site.
     *
     * @param other zero to log each use
     * @return the settings
     */
    public GuardSettings withInterval(Duration other) {
        return new GuardSettings(columns, mode, applicationPackages, other, clock, callSites, texts, listeners);
    }

    /**
     * Returns the same settings with another clock.
     *
     * @param other measures the interval
     * @return the settings
     */
    public GuardSettings withClock(InstantSource other) {
        return new GuardSettings(columns, mode, applicationPackages, interval, other, callSites, texts, listeners);
    }

    /**
     * Returns the same settings with other limits of memory.
     *
     * @param mostCallSites the maximum number of call sites that are counted separately
     * @param mostTexts the maximum number of statements in the cache
     * @return the settings
     */
    public GuardSettings withLimits(int mostCallSites, int mostTexts) {
        return new GuardSettings(
                columns, mode, applicationPackages, interval, clock, mostCallSites, mostTexts, listeners);
    }

    /**
     * Returns the same settings with one more listener.
     *
     * @param listener receives each use
     * @return the settings
     */
    public GuardSettings withListener(ColumnUseListener listener) {
        List<ColumnUseListener> more = new ArrayList<>(listeners);
        more.add(listener);
        return new GuardSettings(columns, mode, applicationPackages, interval, clock, callSites, texts, more);
    }
}
