package io.github.useremails.quickstart;

import io.github.useremails.postgres.RoundTrips;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes a call, measures it, and shows both. */
record Meter(RoundTrips roundTrips, Screen screen) {

    <T> T show(String java, Supplier<T> call, Function<T, List<String>> answer) {
        Measured<T> measured = new Measured<>(call);
        long trips = roundTrips.during(measured::run);
        screen.call(java, answer.apply(measured.result()), new Cost(trips, measured.nanoseconds()));
        return measured.result();
    }

    private static final class Measured<T> {

        private final Supplier<T> call;
        private final List<T> results = new ArrayList<>(1);
        private long nanoseconds;

        Measured(Supplier<T> call) {
            this.call = call;
        }

        void run() {
            long start = System.nanoTime();
            results.add(call.get());
            nanoseconds = System.nanoTime() - start;
        }

        T result() {
            return results.get(0);
        }

        long nanoseconds() {
            return nanoseconds;
        }
    }
}
