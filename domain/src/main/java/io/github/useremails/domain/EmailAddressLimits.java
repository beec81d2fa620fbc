package io.github.useremails.domain;

import java.time.Duration;

/**
 * How much one user may ask for. Checked under the user's lock, so that many requests at once do not get past.
 *
 * @param addresses how many addresses a user may have; one who has more already, keeps them
 * @param confirmations how many addresses of a user may wait for a confirmation at a time
 * @param confirmationValidity how long a token is good
 * @param unconfirmedValidity how long an address may stay unconfirmed before a sweep takes it
 */
public record EmailAddressLimits(
        int addresses, int confirmations, Duration confirmationValidity, Duration unconfirmedValidity) {

    /**
     * Checks the limits.
     *
     * @param addresses at least 2: with one, a user who lost the mailbox could neither add another nor remove it
     * @param confirmations at least 1
     * @param confirmationValidity at least one second
     * @param unconfirmedValidity not shorter than a token is good
     * @throws IllegalArgumentException if a limit is lower
     */
    public EmailAddressLimits {
        if (addresses < 2) {
            throw new IllegalArgumentException("addresses must be at least 2");
        }
        if (confirmations < 1) {
            throw new IllegalArgumentException("confirmations must be at least 1");
        }
        if (confirmationValidity.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("confirmationValidity must be at least one second");
        }
        if (unconfirmedValidity.compareTo(confirmationValidity) < 0) {
            throw new IllegalArgumentException("unconfirmedValidity must not be shorter than confirmationValidity");
        }
    }

    /**
     * Ten addresses, five waiting for confirmation, tokens good for 24 hours, unconfirmed addresses for three days.
     *
     * @return the limits
     */
    public static EmailAddressLimits standard() {
        return new EmailAddressLimits(10, 5, Duration.ofHours(24), Duration.ofDays(3));
    }
}
