package io.github.useremails.persistence;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Tries a transaction again that another one undid. */
record Repetition(int attempts) {

    private static final long FIRST_PAUSE_MILLISECONDS = 5;

    @FunctionalInterface
    interface Transaction<T> {
        T run() throws SQLException;
    }

    <T> T of(Transaction<T> transaction) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.run();
            } catch (SQLException e) {
                if (attempt == attempts || !DatabaseErrors.undoneByAnother(e)) {
                    throw e;
                }
                pause(attempt, e);
            }
        }
    }

    /** Random, so that transactions which met once do not meet again. */
    private static void pause(int attempt, SQLException failure) throws SQLException {
        long longest = FIRST_PAUSE_MILLISECONDS << Math.min(attempt, 6);
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(longest) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
