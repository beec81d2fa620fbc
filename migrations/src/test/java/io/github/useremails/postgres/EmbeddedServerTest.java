package io.github.useremails.postgres;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class EmbeddedServerTest {

    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.start(Map.of("work_mem", "5MB"));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void isOfTheVersionThatTheBuildAsksFor() throws SQLException {
        String version = System.getProperty("postgres.version");
        String major = version.substring(0, version.indexOf('.'));

        assertThat(first("select version()")).startsWith("PostgreSQL " + major + ".");
    }

    @Test
    void doesNotWaitForTheDisk() throws SQLException {
        assertThat(first("show fsync")).isEqualTo("off");
        assertThat(first("show synchronous_commit")).isEqualTo("off");
        assertThat(first("show full_page_writes")).isEqualTo("off");
    }

    @Test
    void takesAdditionalSettings() throws SQLException {
        assertThat(first("show work_mem")).isEqualTo("5MB");
    }

    @Test
    void knowsItsDirectory() throws SQLException {
        assertThat(first("show data_directory"))
                .isEqualTo(server.dataDirectory().toString());
    }

    @Test
    void itsProcessIsTheParentOfItsSessions() throws SQLException {
        try (Connection connection = server.dataSource("postgres").getConnection()) {
            long session = connection.unwrap(PGConnection.class).getBackendPID();

            assertThat(ProcessHandle.of(session).flatMap(ProcessHandle::parent).map(ProcessHandle::pid))
                    .contains(server.processId());
        }
    }

    @Test
    void startsAgainOnTheSamePortWithTheSameData() throws SQLException {
        int port = server.port();
        execute("create table kept as select 42 as answer");

        server.stop();
        assertThatThrownBy(() -> first("select 1")).isInstanceOf(SQLException.class);
        server.startAgain();

        assertThat(server.port()).isEqualTo(port);
        assertThat(first("select answer from kept")).isEqualTo("42");
        assertThat(first("show work_mem")).isEqualTo("5MB");
    }

    @Test
    void stoppingBreaksOpenSessions() throws SQLException {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            server.stop();

            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
        } finally {
            server.startAgain();
        }
    }

    @Test
    void aClosedServerLeavesNothingBehind() throws Exception {
        EmbeddedServer closed = EmbeddedServer.start();
        ProcessHandle postmaster = ProcessHandle.of(closed.processId()).orElseThrow();

        closed.close();
        closed.close();

        postmaster.onExit().get(30, SECONDS);
        assertThat(closed.dataDirectory()).doesNotExist();
    }

    @Test
    void aStoppedServerCanBeClosed() {
        EmbeddedServer closed = EmbeddedServer.start();

        closed.stop();
        closed.close();

        assertThat(closed.dataDirectory()).doesNotExist();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String first(String sql) throws SQLException {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
