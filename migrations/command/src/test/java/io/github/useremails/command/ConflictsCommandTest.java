package io.github.useremails.command;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Conflicts that are cleared or accepted, by lists of ids. */
class ConflictsCommandTest {

    @TempDir
    private Path directory;

    private Database database;
    private CommandInProcess command;

    /** User 1 owns the address of users 2 to 4, and user 5 that of user 6. */
    @BeforeEach
    void moveUsersWithConflicts() throws Exception {
        database = Databases.shared().copyOf("users with conflicts after expand", this::expand);
        command = CommandInProcess.on(database.jdbcUrl(), directory);
    }

    private void expand(Database template) throws SQLException {
        LegacyUsers.createIn(template)
                .add(
                        user(1).withAddress("ann@mail.example"),
                        user(2).withAddress("ann@mail.example"),
                        user(3).withAddress("ann@mail.example"),
                        user(4).withAddress("ann@mail.example"),
                        user(5).withAddress("bob@mail.example"),
                        user(6).withAddress("bob@mail.example"));
        assertThat(CommandInProcess.on(template.jdbcUrl(), directory)
                        .run("expand")
                        .exitCode())
                .isZero();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void aFileOfIdsIsClearedAndItIsRecorded() throws Exception {
        Path ids = Files.writeString(directory.resolve("ids"), "4\n\n 2 \n2\n");

        Result result = command.run("conflicts", "--clear", "3", "--ids-file", ids.toString());

        assertThat(result.output()).contains("The column of 3 users was cleared.", "user id 6");
        assertThat(database.query("select u.id from users u where u.email_address is null order by u.id"))
                .containsExactly(List.of("2"), List.of("3"), List.of("4"));
        assertThat(database.query("select e.detail, e.role_name = current_user from user_email_move_events e"
                        + " where e.event = 'cleared' and e.step = 'conflicts' and e.happened_at <= now()"))
                .containsExactly(List.of("users 2, 3, 4", "t"));
    }

    @Test
    void ofAListWithAMistakeNothingIsDone() throws Exception {
        Result cleared = command.run("conflicts", "--clear", "2,17,1,18");
        Result accepted = command.run("conflicts", "--accept", "2,17", "--because", "closed");

        assertThat(cleared.output()).hasLineCount(1).contains("Nothing was cleared: users 17, 18 have no conflict.");
        assertThat(cleared.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(accepted.output())
                .hasLineCount(1)
                .contains("nothing was accepted: these users have no conflict: 17");
        assertThat(database.query("select count(*) from user_email_legacy_conflicts c where c.accepted_at is null"))
                .containsExactly(List.of("4"));
        assertThat(database.query("select count(u.email_address) from users u")).containsExactly(List.of("6"));
    }

    @Test
    void aLineThatIsNoIdIsNamedByItsNumberOnly() throws Exception {
        Path ids = Files.writeString(directory.resolve("ids"), "2\nann@mail.example\n");

        Result result = command.run("conflicts", "--clear", "--ids-file", ids.toString());

        assertThat(result.output())
                .hasLineCount(1)
                .contains("Line 2 of the file", "is not an id")
                .doesNotContain("ann@");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(command.run("conflicts", "--clear", "--ids-file", "no-such-file")
                        .output())
                .contains("Cannot read the file no-such-file: NoSuchFileException.");
        assertThat(command.run("conflicts", "--clear").output()).contains("--clear requires ids");
        assertThat(command.run("conflicts", "--clear", "two").output()).contains("separated by commas");
        assertThat(command.run("conflicts", "--ids-file", ids.toString()).output())
                .contains("--ids-file requires --clear or --accept");
        assertThat(command.run("conflicts", "--accept", "2").output())
                .contains("--accept and --because require each other");
        assertThat(command.run("conflicts", "--accept", "2", "--clear", "2", "--because", "x")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(command.run("conflicts", "--accept", "2", "--because", " ").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void idsOfTheStandardInputAreAccepted() throws Exception {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("2\n3\n4\n6\n".getBytes(StandardCharsets.UTF_8)));
        try {
            Result result =
                    command.run("conflicts", "--accept", "--ids-file", "-", "--because", "accounts of the old shop");

            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(result.output())
                    .contains("4 conflicts were accepted.", "user id 6", "accepted because accounts of the old shop");
        } finally {
            System.setIn(before);
        }
        assertThat(command.run("status").output()).contains("conflict accepted, users 4");
        assertThat(command.run("conflicts", "--json").output())
                .contains("\"accepted_because\":\"accounts of the old shop\"");
        assertThat(command.run("verify").exitCode()).isZero();
        assertThat(command.run("contract", "--yes-drop", "users.email_address", "--wait-days", "0", "--unobserved", "x")
                        .exitCode())
                .isZero();
    }
}
