package io.github.useremails.migrations;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.useremails.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forwarding that is stopped at once, and taken up again. */
class EmergencyStopTest {

    private MovedUsers users;
    private Database database;

    @BeforeEach
    void moveFromALegacyColumn() throws SQLException {
        users = MovedUsers.create();
        database = users.database();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void theEmergencyStopBetweenTheLookAndTheLockStopsIt() throws Exception {
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update users set email_address = 'held@mail.example' where id = 1");
            Migrations patient = users.contract().withLockTimeout(Duration.ofMinutes(1));
            CompletableFuture<Throwable> contract =
                    CompletableFuture.supplyAsync(() -> catchThrowable(patient::migrate));
            users.awaitAWaitingSession();
            users.run("stop_forwarding.sql");

            writer.commit();

            assertThat(contract.get(1, MINUTES)).hasMessageContaining("forwarding is off");
        }
    }

    @Test
    void theColumnCountsAfterAnEmergencyStopAlsoWhereItWasDroppedOnce() throws Exception {
        users.contract().migrate();
        users.bringTheColumnBack();
        users.migrations().migrate();
        users.run("stop_forwarding.sql");
        database.execute("update users set email_address = 'meanwhile@mail.example' where id = 7");
        users.undoDownTo(MoveStep.FORWARDING);

        users.migrations().migrate();

        assertThat(database.query("select u.email_address from users u where u.id = 7"))
                .containsExactly(List.of("meanwhile@mail.example"));
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }

    @Test
    void theEmergencyStopTakesNoLockOfATableAndCanBeTakenBack() throws Exception {
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("lock table users, user_email_addresses in access exclusive mode");

            users.run("stop_forwarding.sql");
            reader.rollback();
        }
        database.execute("update users set email_address = 'meanwhile@mail.example' where id = 7");
        database.execute("delete from user_email_addresses where user_id = 8");
        assertThat(database.query("select p.problem from user_email_move_problems() p"))
                .hasSize(6);

        users.undoDownTo(MoveStep.FORWARDING);
        users.migrations().migrate();

        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
        assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id in (7, 8)"
                        + " order by e.user_id"))
                .containsExactly(List.of("meanwhile@mail.example"), List.of("user8@mail.example"));
    }
}
