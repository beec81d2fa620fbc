package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.command.CommandProcess.Result;
import io.github.useremails.exit.ExitCode;
import io.github.useremails.fixture.Scripts;
import io.github.useremails.migrations.LegacyColumn;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step with the settings of another move, as in a directory without the flyway.toml, changes and verifies nothing. */
class OtherSettingsTest {

    private static final String OF_THE_MODULE = "select 1 from pg_class c where c.relname like 'user\\_email%'";

    @TempDir
    private Path elsewhere;

    @TempDir
    private Path home;

    private Database database;
    private CommandInProcess forgetful;
    private CommandInProcess command;

    @BeforeEach
    void createUsersWithAColumnOfAnotherName() throws Exception {
        database = Databases.shared().create();
        database.execute("create table users (id bigint primary key, email text);"
                + " insert into users select i, 'user' || i || '@mail.example' from generate_series(1, 20) as i;"
                + " create table customers (id bigint primary key, email text)");
        forgetful = CommandInProcess.on(database.jdbcUrl(), elsewhere);
        command = CommandInProcess.on(database.jdbcUrl(), home, "legacy_column = \"email\"");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void expandCreatesNothingWhereThereIsNothingToMove() throws Exception {
        for (Result refused : List.of(
                forgetful.run("expand"),
                forgetful.run("expand", "--users-table", "user"),
                forgetful.run("expand", "--schema", "no_such_schema"))) {
            assertThat(refused.output()).hasLineCount(1).contains("Nothing was changed.", "--without-move");
            assertThat(refused.exitCode()).isEqualTo(ExitCode.FOUND);
        }
        assertThat(database.query(OF_THE_MODULE)).isEmpty();
        assertThat(database.query("select 1 from pg_namespace n where n.nspname = 'no_such_schema'"))
                .isEmpty();
    }

    @Test
    void theSchemaWithoutAMoveIsNoHindranceToOne() throws Exception {
        assertThat(forgetful.run("expand", "--without-move").output())
                .contains(Scripts.ofTheSchema() + " migrations were run.");

        assertThat(command.run("preflight").output()).contains("Nothing stops the move");
        assertThat(command.run("expand").output())
                .contains((Scripts.ofColumnUses() + Scripts.ofTheMove()) + " migrations were run.");
        assertThat(command.run("verify").output()).contains("No difference was found.");
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("20"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--forwarding-only", ""})
    void aMoveGoesOnWithItsOwnSettingsOnly(String until) throws Exception {
        assertThat(command.run(
                                until.isEmpty()
                                        ? List.of("expand").toArray(String[]::new)
                                        : new String[] {"expand", until})
                        .exitCode())
                .isZero();

        for (String step : List.of("status", "expand", "backfill", "verify", "stop-forwarding")) {
            Result refused = forgetful.run(step);
            assertRefused(refused, "reads column email, but the settings name email_address");
            assertThat(refused.output()).doesNotContain("rollback");
        }
        assertRefused(forgetful.run("rollback", "--undo", "structure"), "reads column email");
        assertRefused(
                forgetful.run("contract", "--yes-drop", "users.email_address", "--unobserved", "a test"),
                "reads column email");
        assertRefused(
                command.run("expand", "--users-table", "customers"),
                "belong to table users, but the settings name customers");

        database.execute("update users set email = 'new@mail.example' where id = 7");
        assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id = 7"))
                .containsExactly(List.of("new@mail.example"));
    }

    @Test
    void theMigrationsRefuseThemToo() throws SQLException {
        Migrations.of(database.dataSource())
                .movingFrom(LegacyColumn.named("email"))
                .upToForwarding()
                .migrate();

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> Migrations.of(database.dataSource()).migrate())
                .withMessageContaining("the move of public.users reads column email");
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> Migrations.of(database.dataSource())
                        .withUsersTable("customers", "id")
                        .movingFrom(LegacyColumn.named("email"))
                        .waitingForContract(Duration.ZERO)
                        .migrate())
                .withMessageContaining("belong to table users");
    }

    @Test
    void aFileWithSettingsOfTheMoveIsNotPassedOver() throws Exception {
        Files.writeString(home.resolve("flyway.toml"), "[flyway.placeholders]\nlegacy_column = \"email\"\n");

        Result refused = new CommandProcess(java.util.Map.of("FLYWAY_URL", database.jdbcUrl()))
                .in(home)
                .run("expand");

        assertRefused(refused, "Add table = \"useremails_schema_history\" below [flyway]");
    }

    private static void assertRefused(Result result, String reason) {
        assertThat(result.output()).hasLineCount(1).contains(reason);
        assertThat(result.exitCode()).as(result.output()).isEqualTo(ExitCode.USAGE);
    }
}
