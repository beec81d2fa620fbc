package io.github.useremails.persistence.internal.jdbc;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Decides whether a transaction is retried after a conflict with another one, and after which pause. */
record Retry(int attempts) {

    private static final long FIRST_PAUSE_MILLISECONDS = 5;

    /** Pauses if the transaction may be retried. Otherwise throws the failure as an error of the domain. */
    void pauseOrThrow(int attempt, SQLException failure) {
        if (attempt == attempts || !DatabaseErrors.undoneByAnother(failure) || !pause(attempt)) {
            throw DatabaseErrors.translated(failure);
        }
    }

    /** Pauses for a random time, so that conflicting transactions separate. Returns false if interrupted. */
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
