package io.github.useremails.persistence.internal.jdbc;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Decides whether a transaction is repeated after another one undid it, and how long it waits before. */
record Retry(int attempts) {

    private static final long FIRST_PAUSE_MILLISECONDS = 5;

    /** Returns after a pause if the attempt may be repeated. Otherwise throws the failure in terms of the domain. */
    void pauseOrThrow(int attempt, SQLException failure) {
        if (attempt == attempts || !DatabaseErrors.undoneByAnother(failure) || !pause(attempt)) {
            throw DatabaseErrors.translated(failure);
        }
    }

    /** Random, so that transactions which met once do not meet again. False if the thread was interrupted. */
    private static boolean pause(int attempt) {
        long longest = FIRST_PAUSE_MILLISECONDS << Math.min(attempt, 6);
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(longest) + 1);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
