package io.github.useremails.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Retries a step that could not acquire its lock, a bounded number of times, and names the session that holds it. */
record LockPatience(Target target, int attempts, PrintWriter err) {

    private static final long LONGEST_PAUSE_MILLISECONDS = 10_000;

    /** The worker has no user, which every role may see. */
    private static final String AUTOVACUUM = """
            select l.pid as autovacuum,
                   l.relation::regclass as works_on
              from pg_locks l
              join pg_stat_activity a
                on a.pid = l.pid
              join pg_class c
                on c.oid = l.relation
             where c.relnamespace = current_schema()::regnamespace
               and c.relkind in ('r', 'p')
               and l.mode = 'ShareUpdateExclusiveLock'
               and l.granted
               and a.usesysid is null
            """;

    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    void run(Step step) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                step.run();
                return;
            } catch (Exception e) {
                if (!Failure.isLock(e)) {
                    throw e;
                }
                err.println("Attempt " + attempt + " of " + attempts
                        + ": a lock could not be acquired. These sessions use the tables:");
                nameBlockers();
                if (attempt >= attempts) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private void nameBlockers() {
        try (Connection connection = target.connect()) {
            if (new PrintedQuery(AUTOVACUUM).ask(connection, false, err) > 0) {
                err.println(
                        "It yields only to sessions that wait longer than deadlock_timeout, which is 1 s by default, and never"
                                + " if it prevents a wraparound. Run this again with a longer lock timeout"
                                + " (--lock-timeout), or cancel it: select pg_cancel_backend(...)");
            }
            new PrintedQuery(target.scriptOfMove("questions/blockers.sql")).ask(connection, false, err);
        } catch (SQLException e) {
            err.println("(unknown: SQLSTATE " + e.getSQLState() + ")");
        }
    }

    /** Longer each time, and random, so that two runs that wait for each other do not collide again. */
    private static void pause(int attempt) throws InterruptedException {
        long longest = Math.min(LONGEST_PAUSE_MILLISECONDS, 200L << Math.min(attempt, 6));
        TimeUnit.MILLISECONDS.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }
}
