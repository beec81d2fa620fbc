package io.github.useremails.documentation;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.documentation.OperatorShell.Result;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.fixture.Scripts;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Flyway command line of the documentation, and what it makes of mistakes. */
@DisabledOnOs(OS.WINDOWS)
class FlywayCommandLineTest {

    private static final String FLYWAY = "flyway -workingDirectory=migrations" + " -failOnMissingLocations=true ";

    private static final String TABLES =
            "select count(*) from pg_tables where tablename = 'user_email_addresses' and schemaname = ";

    @TempDir
    private Path directory;

    private Database database;
    private OperatorShell commandLine;

    @BeforeEach
    void createDatabase() throws Exception {
        database = Databases.shared().create();
        commandLine = OperatorShell.on(database, directory);
    }

    @AfterEach
    void dropDatabase() throws Exception {
        database.close();
    }

    static List<CodeBlock> blocks() {
        List<CodeBlock> blocks = new ArrayList<>();
        for (Page page : Page.all()) {
            for (CodeBlock block : page.codeBlocks()) {
                // The runbook is followed in its order, by a test of its own.
                if (block.language().equals("sh")
                        && block.text().startsWith("flyway -workingDirectory=migrations ")
                        && !RunbookTest.runs(page)) {
                    blocks.add(block);
                }
            }
        }
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void theDocumentedCommandsSucceedOnAnEmptyDatabase(CodeBlock block) throws Exception {
        Result result = commandLine.run(block.text());

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).doesNotContain("could not be found");
    }

    /** Flyway alone ignores a file of settings that does not exist, finds no scripts, and succeeds. */
    @ParameterizedTest
    @MethodSource("blocks")
    void theDocumentedCommandsFailInAWrongDirectory(CodeBlock block) throws Exception {
        Result result = commandLine.run(block.text(), directory);

        assertThat(result.exitCode()).as(result.output()).isNotZero();
        assertThat(database.query("select relname from pg_class where relname ~ '(schema|columns|address)_history$'"))
                .isEmpty();
    }

    @Test
    void aSecondRunChangesNothing() throws Exception {
        assertThat(commandLine.run(FLYWAY + "info").output()).contains("require users", "Pending");
        assertThat(commandLine.run(FLYWAY + "migrate").output())
                .contains("Successfully applied " + Scripts.ofTheSchema() + " migrations");
        assertThat(commandLine.run(FLYWAY + "validate").output()).contains("Successfully validated");
        assertThat(commandLine.run(FLYWAY + "migrate").output()).contains("No migration necessary");
        assertThat(commandLine.run(FLYWAY + "info").output()).doesNotContain("Pending");
        assertThat(database.query(TABLES + "'public'").get(0)).containsExactly("1");
    }

    @Test
    void theCommandLineAndTheApplicationShareOneHistory() throws Exception {
        assertThat(commandLine.run(FLYWAY + "migrate").exitCode()).isZero();

        assertThat(Migrations.of(database.dataSource()).migrate()).isZero();
        assertThat(commandLine.run(FLYWAY + "validate").exitCode()).isZero();
    }

    @Test
    void theApplicationsOwnTablesAndHistoryStayAsTheyAre() throws Exception {
        LegacyUsers.createIn(database).add(user(1).withAddress("ann@mail.example"));
        database.execute("create table flyway_schema_history (theirs integer)");

        assertThat(commandLine.run(FLYWAY + "migrate").output())
                .contains("Successfully applied " + Scripts.ofTheSchema() + " migrations");

        assertThat(database.query("select id, email_address from users").get(0))
                .containsExactly("1", "ann@mail.example");
        assertThat(database.query("select * from flyway_schema_history")).isEmpty();
        assertThat(database.query(TABLES + "'public'").get(0)).containsExactly("1");
    }

    @Test
    void aSchemaOfItsOwnIsNamedTwice() throws Exception {
        Result result =
                commandLine.run(FLYWAY + "-defaultSchema=accounts -placeholders.schema=accounts migrate validate");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(database.query(TABLES + "'accounts'").get(0)).containsExactly("1");
        assertThat(Migrations.of(database.dataSource()).inSchema("accounts").migrate())
                .isZero();
    }

    @Test
    void aTableOfUsersWithoutAKeyIsRefusedAndNothingIsMade() throws Exception {
        database.execute("create table users (name text)");

        Result result = commandLine.run(FLYWAY + "migrate");

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("has no unique key \"id\"");
        assertThat(database.query(TABLES + "'public'").get(0)).containsExactly("0");
    }
}
