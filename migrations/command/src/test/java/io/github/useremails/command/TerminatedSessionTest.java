package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.Polling;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator ends the session of a step: the operator reads why, what stands, and what to run next. */
class TerminatedSessionTest {

    private static final String WHY =
            "The connection to the server was lost: terminating connection due to administrator" + " command. ";

    @TempDir
    private Path directory;

    private Database database;
    private CommandInProcess command;

    @BeforeEach
    void createUsers() throws Exception {
        database = Databases.shared().create();
        LegacyUsers.createIn(database).addNumbered(3_000, "User%s@mail.example");
        database.setDefault("useremails.rest_milliseconds", "60000");
        command = CommandInProcess.on(database.jdbcUrl(), directory);
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void expandSaysWhyItEnded() throws Exception {
        assertThat(command.run("expand", "--forwarding-only").exitCode()).isZero();
        CompletableFuture<Result> expand = CompletableFuture.supplyAsync(() -> command.run("expand"));
        terminate(expand, "call %backfill_user_email_addresses%");

        Result ended = expand.get();

        assertThat(ended.output())
                .isEqualToIgnoringNewLines(WHY
                        + "Every script that has run stays, and so does what the backfill has copied. To see the state:"
                        + " useremails status. To continue, run 'useremails expand' again.");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.UNABLE);
        database.setDefault("useremails.rest_milliseconds", "0");
        assertThat(command.run("expand").exitCode()).isZero();
        assertThat(command.run("verify").exitCode()).isZero();
    }

    private void terminate(CompletableFuture<?> running, String statement) throws SQLException {
        while (!running.isDone()
                && database.query("select 1 from pg_stat_activity a where a.datname = current_database()"
                                + " and a.application_name = 'useremails' and a.state = 'active' and a.query like '"
                                + statement
                                + "' and pg_terminate_backend(a.pid)")
                        .isEmpty()) {
            Polling.pause();
        }
    }
}
