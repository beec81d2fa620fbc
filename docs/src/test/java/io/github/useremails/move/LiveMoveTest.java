package io.github.useremails.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every acknowledged write is there, on both sides, at each step of the move and back. */
@Tag("slow")
class LiveMoveTest {

    private static final long USERS = Long.getLong("move.users", 50_000);
    private static final Duration STAY = Duration.ofSeconds(Long.getLong("move.reader.seconds", 1));

    @Test
    void nothingIsLostAndNoStatementFailsWhileTheMoveGoesUpAndDown() throws Exception {
        List<String> log = new ArrayList<>();
        try (Database database = Databases.shared().create();
                LiveMove move = new LiveMove(database, USERS, STAY, log::add)) {
            assertThat(move.run()).isEmpty();
        } finally {
            System.out.println(String.join(System.lineSeparator(), log));
        }
    }
}
