package io.github.useremails.documentation;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.fixture.Scripts;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** The scripts that take the migrations back, as the page about them says without the command. */
@DisabledOnOs(OS.WINDOWS)
class UndoTest {

    /** One for each part. */
    private static final int SCRIPTS_OF_ROLES = 3;

    private static final Path MIGRATIONS = Path.of("../migrations/src/main/resources/db/useremails");
    private static final Path UNDO = MIGRATIONS.resolve("moves/email_address/undo");
    private static final Pattern SED = Pattern.compile("(?s)```sh\n(sed .*?) 4_verification[.]sql [|] psql -1\n```");

    private Database database;

    /** Whether this test runs the command of the block. */
    static boolean runs(CodeBlock block) {
        return block.page().path().endsWith("undo.md") && block.text().startsWith("sed ");
    }

    @BeforeEach
    void migrate() throws Exception {
        database = Databases.shared().create();
        LegacyUsers.createIn(database).add(user(1).withAddress("ann@mail.example"));
        Migrations.of(database.dataSource()).withRoles().migrate();
    }

    @AfterEach
    void dropDatabase() throws Exception {
        database.close();
    }

    @Test
    void theScriptsTakeEverythingBackAndTheWayForwardIsOpenAgain() throws Exception {
        for (Path script : steps()) {
            takeBack(script);
        }
        database.execute("drop owned by useremails_app, useremails_reader");
        takeBack(MIGRATIONS.resolve("uninstall.sql"));

        assertThat(database.query("select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
                        + " and c.relkind in ('r', 'v') order by c.relname"))
                .containsExactly(List.of("users"));
        assertThat(database.query("select 1 from pg_proc where pronamespace = 'public'::regnamespace"))
                .isEmpty();
        assertThat(database.query("select * from users")).containsExactly(List.of("1", "ann@mail.example"));
        assertThat(Migrations.of(database.dataSource()).withRoles().migrate())
                .isEqualTo(Scripts.all() + SCRIPTS_OF_ROLES);
    }

    @Test
    void eachStepBackCanBeTheLast() throws Exception {
        List<Path> steps = steps();
        for (int last = 1; last <= steps.size(); last++) {
            for (Path script : steps.subList(0, last)) {
                takeBack(script);
            }
            Migrations.of(database.dataSource()).withRoles().migrate();

            assertThat(database.query("select s.user_id from user_email_summary s"))
                    .containsExactly(List.of("1"));
        }
    }

    @Test
    void theModuleIsNotUninstalledInTheMiddleOfAMove() throws Exception {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> takeBack(MIGRATIONS.resolve("uninstall.sql")))
                .withMessageContaining("a move is in progress");
        assertThat(database.query("select 1 from user_email_addresses")).hasSize(1);
    }

    /** The last one first. The contract has not run. */
    private static List<Path> steps() throws IOException {
        try (Stream<Path> files = Files.list(UNDO)) {
            return files.filter(file -> !file.endsWith("5_contract.sql"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    /** As {@code psql --single-transaction} does. */
    private void takeBack(Path script) throws Exception {
        PGSimpleDataSource asPsql = database.dataSource();
        asPsql.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (var connection = asPsql.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(replaced(script));
            connection.commit();
        }
    }

    private static String replaced(Path script) throws Exception {
        Matcher sed = SED.matcher(Files.readString(Path.of("operations/undo.md")));
        assertThat(sed.find()).isTrue();
        Process process = new ProcessBuilder("sh", "-c", sed.group(1) + " '" + script.toAbsolutePath() + "'").start();
        String sql = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return sql;
    }
}
