package io.github.useremails.quickstart;

import java.util.Locale;

/**
 * What a call cost.
 *
 * @param roundTrips how often it waited for the database
 * @param nanoseconds how long it took in all
 */
record Cost(long roundTrips, long nanoseconds) {

    @Override
    public String toString() {
        String trips = roundTrips == 1 ? "1 round trip" : roundTrips + " round trips";
        return String.format(Locale.ROOT, "[%s, %.1f ms]", trips, nanoseconds / 1e6);
    }
}
