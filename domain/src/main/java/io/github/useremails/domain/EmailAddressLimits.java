package io.github.useremails.domain;

import java.time.Duration;
import java.util.Objects;

/**
 * Limits the addresses and pending confirmations of one user. The library checks the limits while it holds the user's
 * lock, so concurrent requests cannot exceed them.
 *
 * <pre>{@code
 * EmailAddressLimits limits = EmailAddressLimits.builder().addresses(20).build();
 * }</pre>
 */
public final class EmailAddressLimits {

    private final int addresses;
    private final int confirmations;
    private final Duration confirmationValidity;
    private final Duration unconfirmedValidity;

    private EmailAddressLimits(Builder builder) {
        addresses = builder.addresses;
        confirmations = builder.confirmations;
        confirmationValidity = builder.confirmationValidity;
        unconfirmedValidity = builder.unconfirmedValidity;
    }

    /**
     * Returns the limits that {@link Builder} starts with.
     *
     * @return the limits
     */
    public static EmailAddressLimits standard() {
        return builder().build();
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
     * Returns how many addresses a user may have. A user who already has more keeps them.
     *
     * @return the number
     */
    public int addresses() {
        return addresses;
    }

    /**
     * Returns how many addresses of one user may wait for confirmation at the same time.
     *
     * @return the number
     */
    public int confirmations() {
        return confirmations;
    }

    /**
     * Returns how long a confirmation token is valid.
     *
     * @return the time
     */
    public Duration confirmationValidity() {
        return confirmationValidity;
    }

    /**
     * Returns how long an address may stay unconfirmed before upkeep removes it.
     *
     * @return the time
     */
    public Duration unconfirmedValidity() {
        return unconfirmedValidity;
    }

    /** Collects limits. */
    public static final class Builder {

        private int addresses = 10;
        private int confirmations = 5;
        private Duration confirmationValidity = Duration.ofHours(24);
        private Duration unconfirmedValidity = Duration.ofDays(3);

        private Builder() {}

        /**
         * Sets how many addresses a user may have. The default is 10.
         *
         * @param number at least 2: a user with a single address who has lost access to it could neither add another
         *     address nor remove it
         * @return this builder
         * @throws IllegalArgumentException if the number is less than 2
         */
        public Builder addresses(int number) {
            if (number < 2) {
                throw new IllegalArgumentException("addresses must be at least 2");
            }
            addresses = number;
            return this;
        }

        /**
         * Sets how many addresses of one user may wait for confirmation at the same time. The default is 5.
         *
         * @param number at least 1
         * @return this builder
         * @throws IllegalArgumentException if the number is less than 1
         */
        public Builder confirmations(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("confirmations must be at least 1");
            }
            confirmations = number;
            return this;
        }

        /**
         * Sets how long a confirmation token is valid. The default is 24 hours.
         *
         * @param time at least one second
         * @return this builder
         * @throws IllegalArgumentException if the time is shorter
         */
        public Builder confirmationValidity(Duration time) {
            if (Objects.requireNonNull(time, "time").compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("confirmationValidity must be at least one second");
            }
            confirmationValidity = time;
            return this;
        }

        /**
         * Sets how long an address may stay unconfirmed before upkeep removes it. The default is three days.
         *
         * @param time at least as long as {@link #confirmationValidity}, which {@link #build} checks
         * @return this builder
         */
        public Builder unconfirmedValidity(Duration time) {
            unconfirmedValidity = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Builds the limits.
         *
         * @return the limits
         * @throws IllegalArgumentException if an unconfirmed address would be removed while its token is still valid
         */
        public EmailAddressLimits build() {
            if (unconfirmedValidity.compareTo(confirmationValidity) < 0) {
                throw new IllegalArgumentException("unconfirmedValidity must not be shorter than confirmationValidity");
            }
            return new EmailAddressLimits(this);
        }
    }
}
