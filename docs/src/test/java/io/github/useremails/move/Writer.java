package io.github.useremails.move;

import java.util.Random;

/**
 * A release of the application, in one thread. Its users are written by nobody else, so that the journal is exact; they
 * lie between those of the other threads, so that all of them meet the backfill everywhere.
 */
@FunctionalInterface
interface Writer {

    /** Reads and writes once. */
    void write() throws Exception;

    /** Which users are a thread's own. */
    record Share(int number, int threads, long users, Random random) {

        long next() {
            return random.nextLong(users / threads) * threads + number + 1;
        }

        String address() {
            return "w" + number + "." + random.nextLong(Long.MAX_VALUE) + "@mail.example";
        }
    }
}
