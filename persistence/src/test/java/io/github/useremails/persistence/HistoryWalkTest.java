package io.github.useremails.persistence;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * At every moment the history has, for each user, the primary address that a reader of that moment saw: whoever wrote it,
 * when the transaction began and when it committed, before and after a merge and what is no longer kept.
 */
class HistoryWalkTest {

    private static final long SEED = Long.getLong("history.seed", new Random().nextLong());
    private static final int STEPS = Integer.getInteger("history.steps", 100);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theHistoryHasWhatReadersSaw(boolean duringTheMove) throws Exception {
        try (Database database = Databases.shared().create()) {
            if (duringTheMove) {
                LegacyDefinition.LOWER_CASED.create(database);
            }
            Migrations.of(database.directDataSource()).migrate();
            database.execute("create or replace function minimum_history_retention() returns interval language sql"
                    + " stable parallel safe return interval '0'");

            // One thread has all transactions: none can wait for another.
            database.setDefault("lock_timeout", "5s");

            HistoryWalk walk = new HistoryWalk(database, duringTheMove, new Random(SEED));
            walk.run(STEPS, "-Dhistory.seed=" + SEED);
        }
    }
}
