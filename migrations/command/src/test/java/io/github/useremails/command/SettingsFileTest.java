package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One {@code flyway.toml} serves Flyway and the command; options and the environment override it. */
class SettingsFileTest {

    @TempDir
    private Path directory;

    private Database database;
    private CommandProcess command;

    @BeforeEach
    void createPeople() throws SQLException {
        database = Databases.shared().create();
        database.execute("create schema accounts; create table accounts.people (person_id bigint primary key,"
                + " email text, verified boolean)");
        command = new CommandProcess(Map.of("FLYWAY_URL", database.jdbcUrl())).in(directory);
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void whatTheFileSaysGoesForEveryCommandAndOptionsOverrideIt() throws Exception {
        write("""
                schema = "accounts"
                users_table = "people"
                users_key = "person_id"
                legacy_column = "email"
                legacy_confirmed = "u.verified"
                lock_timeout = "3s"
                """);

        assertThat(command.run("preflight").exitCode()).isZero();
        String plan = command.run("plan", "--contract").output();
        assertThat(plan)
                .contains("coalesce((u.verified), false)", "lock_timeout = '3000ms'", "accounts.people")
                .doesNotContain("${", "public.");
        assertThat(command.run("plan", "--confirmed-where", "u.person_id > 7", "--lock-timeout", "20ms")
                        .output())
                .contains("coalesce((u.person_id > 7), false)", "lock_timeout = '20ms'")
                .doesNotContain("u.verified");
        assertThat(new CommandProcess(Map.of(
                                "FLYWAY_URL",
                                database.jdbcUrl(),
                                "FLYWAY_PLACEHOLDERS_LEGACY_CONFIRMED",
                                "u.email <> ''"))
                        .in(directory)
                        .run("plan")
                        .output())
                .contains("coalesce((u.email <> ''), false)");
    }

    @Test
    void theDatabaseMayBeNamedInTheFile() throws Exception {
        write("schema = \"accounts\"", "[environments.default]\nurl = \"" + database.jdbcUrl() + "\"\n");

        Result result = new CommandProcess(Map.of()).in(directory).run("preflight");

        assertThat(result.output()).contains("there is no table accounts.users");
    }

    @Test
    void aFileThatCannotBeRightIsRefusedWithTheNextStep() throws Exception {
        write("legacy_colum = \"email\"");
        refuse(
                "of flyway.toml are invalid: there is no placeholder legacy_colum; the placeholders are schema, ",
                "plan");
        write("schema = \"accounts\"", "", "defaultSchema = \"public\"");
        refuse(
                "contradicts itself: flyway.defaultSchema is public, and flyway.placeholders.schema is accounts",
                "plan");
        Files.writeString(directory.resolve("flyway.toml"), "not [ toml");
        refuse("flyway.toml is not TOML", "plan");
        refuse("other.toml does not exist", "plan", "--config", "other.toml");
        Files.writeString(directory.resolve("theirs.toml"), "[flyway]\nurl = \"x\"\n");
        refuse("not for these migrations", "plan", "--config", "theirs.toml");
    }

    @Test
    void whatHasNoEffectIsSaid() throws Exception {
        write(
                "",
                "",
                "cleanDisabled = false\ntarget = \"18\"\nlocations = [\"filesystem:x/schema\", \"filesystem:own\"]");
        assertThat(command.run("plan", "--headers", "--schema", "public").output())
                .contains(
                        "flyway.cleanDisabled = false has no effect here: it is always true.",
                        "flyway.target has no effect here",
                        "the location filesystem:own has no effect here");

        Files.writeString(directory.resolve("flyway.toml"), "[flyway]\nlocations = [\"filesystem:own\"]\n");
        assertThat(command.run("plan", "--headers").output())
                .contains("flyway.toml of this directory was not read", "-- schema/V1__");
    }

    @Test
    void theRolesOfTheFileAreMadeToo() throws Exception {
        write("""
                app_role = "shop_app"
                reader_role = "shop_reader"
                """, "", "locations = [\"filesystem:db/schema\", \"filesystem:db/roles/schema\"]");

        assertThat(command.run("plan").output()).contains("R__grant_schema.sql", "shop_app", "shop_reader");
    }

    private void refuse(String reason, String... arguments) throws Exception {
        Result result = command.run(arguments);
        assertThat(result.output()).hasLineCount(1).contains(reason);
        assertThat(result.exitCode()).isNotZero();
    }

    private void write(String placeholders, String... more) throws IOException {
        Files.writeString(
                directory.resolve("flyway.toml"),
                "[flyway]\ntable = \"useremails_schema_history\"\n" + (more.length > 1 ? more[1] : "") + "\n"
                        + "[flyway.placeholders]\n" + placeholders + "\n" + (more.length > 0 ? more[0] : ""));
    }
}
