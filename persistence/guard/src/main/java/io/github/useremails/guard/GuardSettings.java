package io.github.useremails.guard;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The settings of a {@link ColumnGuard}.
 *
 * <pre>{@code
 * GuardSettings.builder(EMAIL_ADDRESS).applicationPackages("com.example.shop").build()
 * }</pre>
 */
public final class GuardSettings {

    private final List<DeprecatedColumn> columns;
    private final GuardMode mode;
    private final List<String> applicationPackages;
    private final Duration interval;
    private final InstantSource clock;
    private final int callSites;
    private final int statements;
    private final List<ColumnUseListener> listeners;

    private GuardSettings(Builder builder) {
        columns = builder.columns;
        mode = builder.mode;
        applicationPackages = builder.applicationPackages;
        interval = builder.interval;
        clock = builder.clock;
        callSites = builder.callSites;
        statements = builder.statements;
        listeners = List.copyOf(builder.listeners);
    }

    /**
     * Returns settings that throw an exception for each use, for tests and development.
     *
     * @param columns the deprecated columns
     * @return the settings
     * @throws IllegalArgumentException if there is no column
     */
    public static GuardSettings raising(DeprecatedColumn... columns) {
        return builder(columns).mode(GuardMode.RAISE).build();
    }

    /**
     * Returns settings that log each call site at most once an hour, for production.
     *
     * @param columns the deprecated columns
     * @return the settings
     * @throws IllegalArgumentException if there is no column
     */
    public static GuardSettings logging(DeprecatedColumn... columns) {
        return builder(columns).build();
    }

    /**
     * Returns a builder that starts with the settings of {@link #logging}.
     *
     * @param columns the deprecated columns
     * @return the builder
     * @throws IllegalArgumentException if there is no column
     */
    public static Builder builder(DeprecatedColumn... columns) {
        return new Builder(List.of(columns));
    }

    /**
     * Returns a builder that starts with these settings.
     *
     * @return the builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(columns)
                .mode(mode)
                .interval(interval)
                .clock(clock)
                .callSites(callSites)
                .statements(statements);
        builder.applicationPackages = applicationPackages;
        builder.listeners.addAll(listeners);
        return builder;
    }

    List<DeprecatedColumn> columns() {
        return columns;
    }

    GuardMode mode() {
        return mode;
    }

    List<String> applicationPackages() {
        return applicationPackages;
    }

    Duration interval() {
        return interval;
    }

    InstantSource clock() {
        return clock;
    }

    int callSites() {
        return callSites;
    }

    int statements() {
        return statements;
    }

    List<ColumnUseListener> listeners() {
        return listeners;
    }

    /** Collects settings. Each setter checks its own value. */
    public static final class Builder {

        private final List<DeprecatedColumn> columns;
        private GuardMode mode = GuardMode.LOG;
        private List<String> applicationPackages = List.of();
        private Duration interval = Duration.ofHours(1);
        private InstantSource clock = Clock.systemUTC();
        private int callSites = 1_000;
        private int statements = 1_000;
        private final List<ColumnUseListener> listeners = new ArrayList<>();

        private Builder(List<DeprecatedColumn> columns) {
            if (columns.isEmpty()) {
                throw new IllegalArgumentException("there is no column to guard");
            }
            this.columns = columns;
        }

        /**
         * Sets what happens when a column is used. The default is to log.
         *
         * @param value the mode
         * @return this builder
         */
        public Builder mode(GuardMode value) {
            mode = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets the application's packages, to find the caller among the frames of libraries. Without them, the caller is
         * the first frame outside known libraries.
         *
         * @param prefixes {@code com.example} also covers {@code com.example.orders}
         * @return this builder
         * @throws IllegalArgumentException if a prefix is blank
         */
        public Builder applicationPackages(String... prefixes) {
            applicationPackages = List.of(prefixes);
            if (applicationPackages.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("a package is blank");
            }
            return this;
        }

        /**
         * Sets the interval between two logs of one call site. The default is an hour.
         *
         * @param time zero to log each use
         * @return this builder
         * @throws IllegalArgumentException if the time is negative
         */
        public Builder interval(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("the interval is negative");
            }
            interval = time;
            return this;
        }

        /**
         * Sets the clock that measures the interval. The default is the clock of the system.
         *
         * @param source such as one that a test can set
         * @return this builder
         */
        public Builder clock(InstantSource source) {
            clock = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets how many call sites are counted separately. The others are counted together. The default is 1,000.
         *
         * @param limit at least 1
         * @return this builder
         * @throws IllegalArgumentException if the limit is less than 1
         */
        public Builder callSites(int limit) {
            callSites = positive(limit, "callSites");
            return this;
        }

        /**
         * Sets how many statements are cached. The default is 1,000.
         *
         * @param limit at least 1
         * @return this builder
         * @throws IllegalArgumentException if the limit is less than 1
         */
        public Builder statements(int limit) {
            statements = positive(limit, "statements");
            return this;
        }

        /**
         * Adds a listener.
         *
         * @param listener receives each use
         * @return this builder
         */
        public Builder listener(ColumnUseListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Builds the settings.
         *
         * @return the settings
         */
        public GuardSettings build() {
            return new GuardSettings(this);
        }

        private static int positive(int limit, String name) {
            if (limit < 1) {
                throw new IllegalArgumentException(name + " must be at least 1");
            }
            return limit;
        }
    }
}
