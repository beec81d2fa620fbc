package io.github.useremails.migrations;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users 1 to {@value #COUNT} from before forwarding: their addresses are still to be copied. */
record UncopiedUsers(Database database) {

    static final int COUNT = 5_000;

    static UncopiedUsers create() throws SQLException {
        UncopiedUsers users =
                new UncopiedUsers(Databases.shared().copyOf("users that are not copied", UncopiedUsers::prepare));
        users.startAgain();
        return users;
    }

    private static void prepare(Database template) throws SQLException {
        LegacyUsers users = LegacyUsers.createIn(template);
        Migrations.of(template.dataSource()).migrate();
        users.beforeForwarding().addNumbered(COUNT, "User%s@mail.example");
    }

    void startAgain() throws SQLException {
        database.execute("update user_email_move set cursor_id = null, upper_id = null, looked_at = 0, copied = 0,"
                + " started_at = null, finished_at = null");
    }

    List<List<@Nullable String>> problems() throws SQLException {
        return database.query("select p.problem from user_email_move_problems() p");
    }
}
