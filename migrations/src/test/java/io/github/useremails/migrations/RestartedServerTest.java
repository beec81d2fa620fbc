package io.github.useremails.migrations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.EmbeddedServer;
import io.github.useremails.postgres.Polling;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The server goes away in the middle of a batch, and comes back. */
class RestartedServerTest {

    @Test
    void aBackfillGoesOnAfterTheServerWasRestarted() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (EmbeddedServer server = EmbeddedServer.start()) {
            Database database = Databases.on(server).create();
            LegacyUsers users = LegacyUsers.createIn(database);
            Migrations.of(database.dataSource()).upToForwarding().migrate();
            users.beforeForwarding().addNumbered(20_000, "User%s@mail.example");
            Future<@Nullable Void> running = threads.submit(() -> backfill(database));
            while (database.query("select 1 from user_email_move m where m.looked_at > 2000")
                    .isEmpty()) {
                Polling.pause();
            }
            server.stop();
            assertThat(failure(running)).isInstanceOf(SQLException.class);
            server.startAgain();
            assertThat(database.query("select 1 from user_email_move m where m.finished_at is null"))
                    .hasSize(1);

            Migrations.of(database.dataSource()).migrate();

            assertThat(database.query("select * from user_email_move_problems()"))
                    .isEmpty();
            assertThat(database.query("select count(*) from user_email_addresses"))
                    .containsExactly(List.of("20000"));
        } finally {
            threads.shutdownNow();
        }
    }

    private static @Nullable Void backfill(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("call backfill_user_email_addresses(50)");
        }
        return null;
    }

    private static @Nullable Throwable failure(Future<?> running) throws Exception {
        try {
            running.get(60, SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
