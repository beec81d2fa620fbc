package io.github.useremails.postgres;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HotStandbyTest {

    private static EmbeddedServer primary;
    private static HotStandby standby;

    @BeforeAll
    static void start() throws SQLException {
        primary = EmbeddedServer.start();
        execute(primary, "create table fruits (fruit text)");
        standby = HotStandby.of(primary, Map.of("work_mem", "5MB"));
    }

    @AfterAll
    static void close() {
        standby.close();
        primary.close();
    }

    @BeforeEach
    void eatAll() throws SQLException {
        execute(primary, "truncate fruits");
        standby.awaitReplay();
    }

    @Test
    void showsWhatThePrimaryHas() throws SQLException {
        execute(primary, "insert into fruits values ('apple')");
        standby.awaitReplay();

        assertThat(first(standby.server(), "select fruit from fruits")).isEqualTo("apple");
    }

    @Test
    void takesNoWrites() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> execute(standby.server(), "insert into fruits values ('apple')"))
                .extracting(SQLException::getSQLState)
                .isEqualTo("25006");
    }

    @Test
    void hasSettingsOfItsOwn() throws SQLException {
        assertThat(first(standby.server(), "show work_mem")).isEqualTo("5MB");
        assertThat(first(primary, "show work_mem")).isEqualTo("4MB");
    }

    @Test
    void showsNothingNewWhileReplayIsPaused() throws SQLException {
        standby.pauseReplay();
        execute(primary, "insert into fruits values ('apple')");
        assertThat(first(standby.server(), "select count(*) from fruits")).isEqualTo("0");

        standby.resumeReplay();
        standby.awaitReplay();
        assertThat(first(standby.server(), "select count(*) from fruits")).isEqualTo("1");
    }

    @Test
    void followsAgainAfterItWasKilled() throws Exception {
        ProcessHandle postmaster =
                ProcessHandle.of(standby.server().processId()).orElseThrow();
        List<ProcessHandle> others = postmaster.descendants().toList();

        standby.server().kill();

        postmaster.onExit().get(30, SECONDS);
        for (ProcessHandle other : others) {
            other.onExit().get(30, SECONDS);
        }
        execute(primary, "insert into fruits values ('apple')");
        standby.server().startAgain();
        standby.awaitReplay();
        assertThat(first(standby.server(), "select fruit from fruits")).isEqualTo("apple");
    }

    @Test
    void followsAgainAfterThePrimaryWasKilled() throws SQLException {
        primary.kill();
        assertThat(first(standby.server(), "select count(*) from fruits")).isEqualTo("0");

        primary.startAgain();
        execute(primary, "insert into fruits values ('apple')");
        standby.awaitReplay();

        assertThat(first(standby.server(), "select fruit from fruits")).isEqualTo("apple");
    }

    @Test
    void takesWritesWhenItIsPromoted() throws SQLException {
        try (HotStandby successor = HotStandby.of(primary)) {
            successor.pauseReplay();
            successor.promote();

            execute(successor.server(), "insert into fruits values ('pear')");
            assertThat(first(successor.server(), "select fruit from fruits")).isEqualTo("pear");
        }
    }

    @Test
    void aKilledServerLeavesNothingBehindWhenItIsClosed() {
        EmbeddedServer killed = EmbeddedServer.start();

        killed.kill();
        killed.close();

        assertThat(killed.dataDirectory()).doesNotExist();
    }

    private static void execute(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = server.directDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String first(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = server.directDataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }
}
