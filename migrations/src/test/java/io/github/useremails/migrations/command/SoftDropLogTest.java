package io.github.useremails.migrations.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;

/** Whoever ran into a soft drop is known by the log of the server. */
class SoftDropLogTest {

    private static EmbeddedServer server;

    @BeforeAll
    static void startAServerThatLogs() {
        server = EmbeddedServer.start(Map.of("logging_collector", "on", "log_destination", "jsonlog"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    @Timeout(60)
    void eachRefusedStatementIsNotedOnce() throws Exception {
        try (Database database = Databases.on(server).create()) {
            database.execute(
                    "create table users (id bigint primary key, email_address text); drop role if exists analyst;"
                            + " create role analyst login");
            Migrations.of(database.dataSource()).migrate();
            database.execute("grant select on users to analyst;"
                    + " select soft_drop_column('users', 'email_address', 'analyst')");
            SoftDropLog log = new SoftDropLog(logOf(database));

            refused(database, "set application_name = 'monday report'; select * from users");
            refused(database, "set application_name = 'monday report'; select email_address from users");
            awaitUses("2", log, database);
            note(log, database);
            assertThat(uses(database)).containsExactly(List.of("monday report", "2"));

            refused(database, "set application_name = 'monday report'; select email_address from users");
            refused(database, "select * from user_email_addresses");
            awaitUses("3", log, database);
            assertThat(uses(database)).containsExactly(List.of("monday report", "3"));
            database.execute("select undo_soft_drop('users', 'email_address', 'analyst');"
                    + " revoke all on users from analyst; drop role analyst");
        }
    }

    @Test
    void aLogThatIsNotThereIsSaidSo() throws Exception {
        try (Database database = Databases.on(server).create()) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> note(new SoftDropLog(Path.of("no-such.json")), database))
                    .withMessage("The log no-such.json cannot be read. Name a file that this process may read.");
        }
    }

    private static void refused(Database database, String statements) {
        PGSimpleDataSource asAnalyst = database.dataSource();
        asAnalyst.setUser("analyst");
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> {
                    try (Connection connection = asAnalyst.getConnection();
                            Statement statement = connection.createStatement()) {
                        statement.execute(statements);
                    }
                })
                .withMessageContaining("permission denied");
    }

    /** Another process of the server writes the log. */
    private static void awaitUses(String uses, SoftDropLog log, Database database) throws Exception {
        while (!uses(database).equals(List.of(List.of("monday report", uses)))) {
            note(log, database);
        }
    }

    private static void note(SoftDropLog log, Database database) throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            log.note(connection);
        }
    }

    private static Path logOf(Database database) throws SQLException {
        return Path.of(String.valueOf(
                database.query("select current_setting('data_directory') || '/' || pg_current_logfile('jsonlog')")
                        .get(0)
                        .get(0)));
    }

    private static List<List<@Nullable String>> uses(Database database) throws SQLException {
        return database.query(
                "select d.application_name, d.uses from deprecated_column_uses d where d.found_by = 'soft drop'"
                        + " and d.role_name = 'analyst'");
    }
}
