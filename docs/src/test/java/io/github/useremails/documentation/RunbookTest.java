package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.documentation.OperatorShell.Result;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runbook of the move, followed to the letter: each command of each page, in order, must succeed. */
@DisabledOnOs(OS.WINDOWS)
class RunbookTest {

    private static final Path PAGES = Page.ROOT.resolve("docs/operations/move");

    private static final List<String> STEPS = List.of(
            "1-prepare.md",
            "2-forward.md",
            "3-backfill.md",
            "4-verify.md",
            "5-reads.md",
            "6-writes.md",
            "7-drop.md",
            "8-bring-back.md");

    /** Whether this test runs the commands of the page. */
    static boolean runs(Page page) {
        return page.path().getParent().equals(PAGES);
    }

    @TempDir
    private Path directory;

    private Database database;
    private OperatorShell shell;

    @BeforeEach
    void createDatabase() throws Exception {
        database = Databases.shared().create();
        LegacyUsers.createIn(database).addNumbered(300, "user%s@mail.example");
        shell = OperatorShell.on(database, directory);
    }

    @AfterEach
    void dropDatabase() throws Exception {
        database.close();
    }

    /** A step that says "or" gives one block to each of the two. Blocks of the other one are left out. */
    @ParameterizedTest
    @ValueSource(strings = {"flyway", "useremails"})
    void everyStepSucceedsInOrder(String tool) throws Exception {
        for (String step : STEPS) {
            if (step.startsWith("7")) {
                letAWeekPass();
            }
            follow(step, tool);
            writeOnTheOldSide(step);
        }
        for (String again : STEPS.subList(1, 4)) {
            follow(again, tool);
        }

        assertThat(database.query("select count(*) from users u join user_email_addresses e on e.user_id = u.id"
                        + " and e.primary and e.email_address = u.email_address"))
                .isEqualTo(database.query("select count(*) from users"));
    }

    @Test
    void everyPageOfTheMoveIsAStepOrHelpsWithOne() {
        assertThat(Page.all())
                .filteredOn(RunbookTest::runs)
                .extracting(page -> page.path().getFileName().toString())
                .containsAll(STEPS)
                .contains("trouble.md", "special-cases.md")
                .hasSize(STEPS.size() + 2);
    }

    @Test
    void theSettingsOfTheFirstStepAreAllThatTheCommandNeeds() throws Exception {
        database.execute("alter table users rename column email_address to email");
        CodeBlock settings = new Page(PAGES.resolve("1-prepare.md"))
                .codeBlocks().stream()
                        .filter(block -> block.language().equals("toml"))
                        .findFirst()
                        .orElseThrow();
        Files.writeString(directory.resolve("flyway.toml"), settings.text());

        Result expand = shell.run("useremails expand", directory);

        assertThat(expand.exitCode()).as(expand.output()).isZero();
        assertThat(expand.output()).hasLineCount(1);
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("300"));
    }

    @Test
    void theCommandsAgainstTroubleSucceedInTheMiddleOfTheMove() throws Exception {
        for (String step : STEPS.subList(0, 4)) {
            follow(step, "useremails");
        }
        follow("trouble.md", "useremails");
        for (String step : STEPS.subList(1, 4)) {
            follow(step, "useremails");
        }
    }

    private void follow(String step, String tool) throws Exception {
        Page page = new Page(PAGES.resolve(step));
        boolean either = page.text().contains("\nOr with the ");
        for (CodeBlock block : page.codeBlocks()) {
            boolean other = either && changes(block) && !block.text().startsWith(tool);
            if (block.language().equals("sh") && !other) {
                Result result = shell.run(block.text());

                assertThat(result.exitCode()).as(block + "\n" + result.output()).isZero();
            }
        }
    }

    private static boolean changes(CodeBlock block) {
        return block.text().startsWith("flyway ")
                || block.text().matches("(?s)useremails (expand|backfill|contract).*");
    }

    private void writeOnTheOldSide(String step) throws Exception {
        if (!step.startsWith("7") && !step.startsWith("8")) {
            database.execute("update users set email_address = 'new' || email_address where id % 50 = 0");
        }
    }

    private void letAWeekPass() throws Exception {
        database.execute("update user_email_move set verified_at = verified_at - interval '8 days';"
                + " select waive_contract_check('observation', 'a test')");
    }
}
