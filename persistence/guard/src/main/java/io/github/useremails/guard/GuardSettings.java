package io.github.useremails.guard;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link ColumnGuard} is told. Start from {@link #raising} or {@link #logging} and change what differs:
 *
 * <pre>{@code
 * GuardSettings.logging(EMAIL_ADDRESS).withApplicationPackages("com.example.shop")
 * }</pre>
 *
 * @param columns what is deprecated
 * @param mode what happens when it is used
 * @param applicationPackages prefixes of the application's packages, to find the caller among the frames of libraries;
 *     without any, the caller is the first frame that is not known to be a library's
 * @param interval between two logs of the same call site
 * @param clock tells when an interval is over
 * @param callSites how many are told apart at most; those beyond are counted together
 * @param texts how many statements are remembered at most
 * @param listeners who is told of uses
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
     * Checks the settings.
     *
     * @param columns at least one
     * @param mode what happens
     * @param applicationPackages none of them blank
     * @param interval not negative
     * @param clock tells the time
     * @param callSites at least 1
     * @param texts at least 1
     * @param listeners who is told
     * @throws NullPointerException if a setting is null
     * @throws IllegalArgumentException if a setting is not as said
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
     * Mode {@link GuardMode#RAISE}; otherwise as {@link #logging}.
     *
     * @param columns what is deprecated
     * @return the settings
     */
    public static GuardSettings raising(DeprecatedColumn... columns) {
        return logging(columns).withMode(GuardMode.RAISE);
    }

    /**
     * Mode {@link GuardMode#LOG}, once an hour for each call site, 1,000 call sites and 1,000 statements remembered.
     *
     * @param columns what is deprecated
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
     * The same in another mode.
     *
     * @param other the mode
     * @return the settings
     */
    public GuardSettings withMode(GuardMode other) {
        return new GuardSettings(columns, other, applicationPackages, interval, clock, callSites, texts, listeners);
    }

    /**
     * The same with the application's packages.
     *
     * @param prefixes {@code com.example} stands for {@code com.example.orders}, too
     * @return the settings
     */
    public GuardSettings withApplicationPackages(String... prefixes) {
        return new GuardSettings(columns, mode, List.of(prefixes), interval, clock, callSites, texts, listeners);
    }

    /**
     * The same with another interval between two logs of one call site.
     *
     * @param other zero to log each use
     * @return the settings
     */
    public GuardSettings withInterval(Duration other) {
        return new GuardSettings(columns, mode, applicationPackages, other, clock, callSites, texts, listeners);
    }

    /**
     * The same with another clock.
     *
     * @param other tells the time
     * @return the settings
     */
    public GuardSettings withClock(InstantSource other) {
        return new GuardSettings(columns, mode, applicationPackages, interval, other, callSites, texts, listeners);
    }

    /**
     * The same with other bounds of memory.
     *
     * @param mostCallSites how many are told apart
     * @param mostTexts how many statements are remembered
     * @return the settings
     */
    public GuardSettings withLimits(int mostCallSites, int mostTexts) {
        return new GuardSettings(
                columns, mode, applicationPackages, interval, clock, mostCallSites, mostTexts, listeners);
    }

    /**
     * The same with one more listener.
     *
     * @param listener is told of each use
     * @return the settings
     */
    public GuardSettings withListener(ColumnUseListener listener) {
        List<ColumnUseListener> more = new ArrayList<>(listeners);
        more.add(listener);
        return new GuardSettings(columns, mode, applicationPackages, interval, clock, callSites, texts, more);
    }
}
