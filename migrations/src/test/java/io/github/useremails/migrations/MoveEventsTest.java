package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was done in the move, by whom and when. */
class MoveEventsTest {

    @Test
    void everyStepThereAndBackIsAnEvent() throws Exception {
        MovedUsers users = MovedUsers.create();
        try (Database database = users.database()) {
            users.run("stop_forwarding.sql");
            users.undoDownTo(MoveStep.FORWARDING);
            users.migrations().migrate();
            users.contract().migrate();
            users.bringTheColumnBack();
            users.migrations().migrate();
            users.undoDownTo(MoveStep.FORWARDING);

            List<String> moved = List.of(
                    "turned_on forwarding",
                    "turned_on forwarding",
                    "began backfill",
                    "finished backfill",
                    "finished verification");
            List<String> undone = List.of("undone verification", "undone backfill", "undone forwarding");
            List<String> expected = new ArrayList<>(List.of("finished structure"));
            expected.addAll(moved);
            expected.add("turned_off forwarding");
            expected.addAll(undone);
            expected.addAll(moved);
            expected.addAll(List.of("finished contract", "undone contract", "finished structure"));
            expected.addAll(moved);
            expected.addAll(undone);
            assertThat(database
                            .query(
                                    "select concat_ws(' ', e.event, e.step) from user_email_move_events e"
                                            + " where e.role_name = session_user and e.happened_at <= clock_timestamp() order by e.id")
                            .stream()
                            .map(row -> row.get(0)))
                    .isEqualTo(expected);
        }
    }
}
