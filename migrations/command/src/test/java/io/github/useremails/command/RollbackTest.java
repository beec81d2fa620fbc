package io.github.useremails.command;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.migrations.PendingScript;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Steps that are taken away, and what only the new side knows. */
class RollbackTest {

    private static final Pattern TOKEN = Pattern.compile("--confirm ([0-9a-f]{8})");

    @TempDir
    private Path directory;

    private Database database;
    private CommandInProcess command;

    @BeforeEach
    void moveThreeUsers() throws Exception {
        database = Databases.shared().copyOf("three users after expand", this::expand);
        command = commandOn(database);
    }

    private void expand(Database template) throws SQLException {
        LegacyUsers.createIn(template, "verified boolean default true")
                .add(
                        user(1).withAddress("ann@mail.example"),
                        user(2).withAddress("bob@mail.example"),
                        user(3).withAddress("cat@mail.example"));
        assertThat(commandOn(template).run("expand").exitCode()).isZero();
    }

    private CommandInProcess commandOn(Database users) {
        return CommandInProcess.on(users.jdbcUrl(), directory, "legacy_confirmed = \"u.verified\"");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void aDryRunChangesNothingAndItsSqlDoesTheSame() throws Exception {
        Result dry = command.run("rollback", "--undo", "forwarding", "--dry-run");

        assertThat(dry.exitCode()).isZero();
        assertThat(dry.output())
                .contains("-- Loses of the new side: nothing.", "--   forwarding: ", "--   verification: ")
                .contains("-- undo/4_verification.sql", "-- undo/2_forwarding.sql")
                .doesNotContain("-- undo/1_structure.sql", "structure:", "${");
        assertThat(versions()).contains("2.1", "4");
        runAsPsql(dry.output());
        assertThat(versions()).contains("1.17").doesNotContain("2.1", "2.5", "3", "4");
        assertThat(command.run("rollback", "--undo", "forwarding").output()).contains("nothing to undo");
    }

    @Test
    void aLossOfTheNewSideNeedsTheTokenThatIsForIt() throws Exception {
        assertThat(command.run("stop-forwarding").exitCode()).isZero();
        database.execute("update user_email_addresses set email_address = 'new@mail.example',"
                + " normalized_email_address = 'new@mail.example' where user_id = 2;"
                + " update user_email_addresses set confirmed = false, confirmed_at = null where user_id = 3");

        Result refused = command.run("rollback", "--undo", "forwarding");
        String token = token(refused);

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(refused.output())
                .hasLineCount(1)
                .contains("the primary addresses (users: 1, such as 2)", "the confirmations (users: 1, such as 3)")
                .doesNotContain("mail.example");
        assertThat(command.run("rollback", "--undo", "forwarding", "--dry-run").output())
                .contains(token);
        assertThat(command.run("rollback", "--undo", "structure", "--confirm", token)
                        .exitCode())
                .isEqualTo(ExitCode.FOUND);

        database.execute("update user_email_addresses set email_address = 'newer@mail.example',"
                + " normalized_email_address = 'newer@mail.example' where user_id = 2");
        Result yesterdays = command.run("rollback", "--undo", "forwarding", "--confirm", token);

        assertThat(yesterdays.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(yesterdays.output()).contains("The token does not match");
        assertThat(versions()).contains("4");
        assertThat(command.run("rollback", "--undo", "forwarding", "--confirm", token(yesterdays))
                        .exitCode())
                .isZero();
        assertThat(versions()).doesNotContain("2.1");
        assertThat(database.query("select e.detail from user_email_move_events e where e.event = 'undone'"
                        + " and e.detail like 'confirmed the loss%'"))
                .singleElement()
                .asString()
                .contains("the primary addresses (users: 1, such as 2)");
        assertThat(command.run("expand").exitCode()).isZero();
        assertThat(database.query("select e.email_address, e.confirmed from user_email_addresses e where e.user_id > 1"
                        + " order by e.user_id"))
                .containsExactly(List.of("bob@mail.example", "t"), List.of("cat@mail.example", "t"));
    }

    /** A revocation that only the column knows must not be taken back by an address that is older. */
    @Test
    void whatBecameOfTheFlagsWhileForwardingWasOffIsCopied() throws Exception {
        assertThat(command.run("rollback", "--undo", "structure").exitCode()).isZero();
        database.execute("update users set verified = false where id < 3");
        assertThat(command.run("expand", "--forwarding-only").exitCode()).isZero();
        // Before the backfill comes by, an old release changes the case of the address.
        database.execute("update users set email_address = upper(email_address) where id = 2");

        assertThat(command.run("expand").exitCode()).isZero();

        assertThat(command.run("verify").exitCode()).isZero();
        assertThat(database.query("select u.verified, e.email_address, e.confirmed from users u"
                        + " join user_email_addresses e on e.user_id = u.id order by u.id"))
                .containsExactly(
                        List.of("f", "ann@mail.example", "f"),
                        List.of("f", "BOB@MAIL.EXAMPLE", "f"),
                        List.of("t", "cat@mail.example", "t"));
    }

    /** Since forwarding ended the column counts, and every write of an old release would make another token. */
    @Test
    void whatOldReleasesWriteAfterTheEndOfForwardingIsNoLoss() throws Exception {
        assertThat(command.run("stop-forwarding").exitCode()).isZero();
        database.execute("update users set email_address = 'old@mail.example', verified = false where id = 1");
        assertThat(command.run("rollback", "--undo", "forwarding", "--dry-run").output())
                .contains("-- Loses of the new side: nothing.");
        database.execute("update user_email_addresses set email_address = 'new@mail.example',"
                + " normalized_email_address = 'new@mail.example' where user_id = 2");
        String token = token(command.run("rollback", "--undo", "forwarding"));

        database.execute("update users set email_address = 'older@mail.example' where id in (2, 3)");
        assertThat(command.run("rollback", "--undo", "forwarding", "--confirm", token)
                        .exitCode())
                .isZero();
        assertThat(command.run("expand").exitCode()).isZero();
        assertThat(command.run("rollback", "--undo", "forwarding").exitCode()).isZero();
        database.execute("update users set email_address = 'oldest@mail.example' where id = 3");

        assertThat(command.run("rollback", "--undo", "structure").exitCode()).isZero();
    }

    @Test
    void theBackfillIsUndoneWithoutALossOfConfirmations() throws Exception {
        database.execute("update user_email_addresses set confirmed = false, confirmed_at = null where user_id = 3");

        assertThat(command.run("rollback", "--undo", "structure", "--dry-run").output())
                .contains("the confirmations (users: 1, such as 3)");
        assertThat(command.run("rollback", "--undo", "backfill").exitCode()).isZero();
        assertThat(command.run("backfill").exitCode()).isZero();

        assertThat(database.query("select e.confirmed from user_email_addresses e where e.user_id = 3"))
                .containsExactly(List.of("f"));
    }

    /** As after an expand that was killed between two scripts. */
    @Test
    void statusShowsForwardingThatIsHalfOn() throws Exception {
        assertThat(command.run("rollback", "--undo", "forwarding").exitCode()).isZero();
        assertThat(command.run("status").output()).contains("step structure", "not begun");
        database.execute(halfOfForwarding());

        assertThat(command.run("status").output()).contains("from the column only", "expand --forwarding-only");
    }

    /** The command copies before the script is in the history. */
    @Test
    void aBackfillOfTheCommandIsUndoneToo() throws Exception {
        assertThat(command.run("rollback", "--undo", "forwarding").exitCode()).isZero();
        assertThat(command.run("expand", "--forwarding-only").exitCode()).isZero();
        assertThat(command.run("backfill").exitCode()).isZero();

        assertThat(command.run("rollback", "--undo", "forwarding").output()).contains("undo/3_backfill.sql was run.");
        database.execute("update users set email_address = 'new@mail.example' where id = 2");
        assertThat(command.run("expand").exitCode()).isZero();

        assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id = 2"))
                .containsExactly(List.of("new@mail.example"));
    }

    @Test
    void theStructureGoesOnlyWithoutAcceptedConflictsOrWithTheirToken() throws Exception {
        database.execute("update users set email_address = 'ann@mail.example' where id = 3");
        assertThat(command.run("conflicts", "--accept", "3", "--because", "a closed account")
                        .exitCode())
                .isZero();

        assertThat(command.run("rollback", "--undo", "forwarding", "--dry-run").exitCode())
                .isZero();
        Result refused = command.run("rollback", "--undo", "structure");

        assertThat(refused.output()).contains("the accepted conflicts (users: 1, such as 3)");
        assertThat(command.run("rollback", "--undo", "structure", "--confirm", token(refused))
                        .exitCode())
                .isZero();
    }

    @Test
    void whereTheColumnIsBackTheAddressesCountAndNothingIsLost() throws Exception {
        assertThat(command.run(
                                "contract",
                                "--yes-drop",
                                "users.email_address",
                                "--wait-days",
                                "0",
                                "--unobserved",
                                "test")
                        .exitCode())
                .isZero();
        database.execute("update user_email_addresses set email_address = 'new@mail.example',"
                + " normalized_email_address = 'new@mail.example' where user_id = 2");
        assertThat(command.run("rollback", "--undo", "contract", "--dry-run").output())
                .contains("-- undo/5_contract.sql", "contract: the drop");
        assertThat(command.run("rollback", "--undo", "contract").exitCode()).isZero();
        assertThat(command.run("expand", "--forwarding-only").exitCode()).isZero();

        assertThat(command.run("rollback", "--undo", "forwarding").exitCode()).isZero();
        assertThat(command.run("expand").exitCode()).isZero();

        assertThat(database.query("select u.email_address from users u where u.id = 2"))
                .containsExactly(List.of("new@mail.example"));
    }

    @Test
    void theOldNameOfTheOptionIsGone() {
        assertThat(command.run("rollback", "--to", "forwarding").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(command.run("rollback").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private String halfOfForwarding() {
        return Migrations.of(database.dataSource())
                .withPlaceholders(Map.of("legacy_confirmed", "u.verified"))
                .pending()
                .stream()
                .filter(script -> script.name().endsWith("/V2.1__forward_from_users.sql"))
                .map(PendingScript::sql)
                .findFirst()
                .orElseThrow();
    }

    private List<String> versions() throws SQLException {
        return database.query("select h.version from useremails_email_address_history h where h.success").stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private void runAsPsql(String sql) throws SQLException {
        PGSimpleDataSource dataSource = database.dataSource();
        dataSource.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String token(Result result) {
        Matcher token = TOKEN.matcher(result.output());
        assertThat(token.find()).as(result.output()).isTrue();
        return token.group(1);
    }
}
