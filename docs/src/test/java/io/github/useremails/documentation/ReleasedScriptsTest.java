package io.github.useremails.documentation;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.command.UserEmailsCommand;
import io.github.useremails.documentation.OperatorShell.Result;
import io.github.useremails.domain.User;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.fixture.Scripts;
import io.github.useremails.guard.ColumnGuard;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the released jars contain, for operators without a clone. */
@DisabledOnOs(OS.WINDOWS)
class ReleasedScriptsTest {

    private static final String FLYWAY = "flyway -workingDirectory=db/useremails -failOnMissingLocations=true ";

    private static final String HISTORIES = "select relname from pg_class where relname like '%schema_history'";

    @TempDir
    private Path directory;

    @TempDir
    private Path unpacked;

    private Database database;
    private OperatorShell commandLine;

    @BeforeEach
    void unpackTheJar() throws Exception {
        unpack(Migrations.class, "db/useremails");
        database = Databases.shared().create();
        commandLine = OperatorShell.on(database, directory);
    }

    @AfterEach
    void dropDatabase() throws Exception {
        database.close();
    }

    @Test
    void theScriptsOfTheJarMigrateInTheirOwnHistory() throws Exception {
        Result result = commandLine.run(FLYWAY + "info migrate validate", unpacked);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("Successfully applied " + Scripts.ofTheSchema() + " migrations");
        assertThat(database.query(HISTORIES)).containsExactly(List.of("useremails_schema_history"));
        assertThat(Migrations.of(database.dataSource()).migrate()).isZero();
    }

    @Test
    void thePageNamesTheCommand() throws IOException {
        assertThat(Files.readString(Page.ROOT.resolve("docs/operations/install.md")))
                .contains("\n" + FLYWAY + "migrate\n");
    }

    @Test
    void theRolesOfTheJarMigrateToo() throws Exception {
        Result result = commandLine.run(
                FLYWAY + "-locations=filesystem:checks,filesystem:schema,filesystem:roles/schema migrate", unpacked);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("Successfully applied " + (Scripts.ofTheSchema() + 1) + " migrations");
    }

    @Test
    void theContractOfTheJarIsRefusedWhereTheMoveHasJustRun() throws Exception {
        LegacyUsers.createIn(database).add(user(1).withAddress("ann@mail.example"));
        String move = FLYWAY + "-configFiles=email_address.toml ";
        for (String part : List.of(FLYWAY, FLYWAY + "-configFiles=columns.toml ", move)) {
            Result result = commandLine.run(part + "migrate", unpacked);
            assertThat(result.exitCode()).as(result.output()).isZero();
        }

        Result result = commandLine.run(
                move + "-target=5 -initSql=\"set useremails.contract_wait = '1 day'\" migrate", unpacked);

        assertThat(result.exitCode()).as(result.output()).isNotZero();
        assertThat(result.output())
                .contains(
                        "users.email_address cannot be dropped yet", "less than 1 day ago", "have never been observed");
        assertThat(database.query("select u.email_address from users u")).containsExactly(List.of("ann@mail.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "migrate", "validate"})
    void aWrongDirectoryIsRefusedAndNothingIsMade(String command) throws Exception {
        Result result = commandLine.run(FLYWAY + command, directory);

        assertThat(result.exitCode()).as(result.output()).isNotZero();
        assertThat(database.query(HISTORIES)).isEmpty();
    }

    @Test
    void theFileWithoutTheScriptsIsRefusedAndNothingIsMade() throws Exception {
        Files.createDirectories(directory.resolve("db/useremails"));
        Files.copy(unpacked.resolve("db/useremails/flyway.toml"), directory.resolve("db/useremails/flyway.toml"));

        Result result = commandLine.run("flyway -workingDirectory=db/useremails migrate", directory);

        assertThat(result.exitCode()).as(result.output()).isNotZero();
        assertThat(database.query(HISTORIES)).isEmpty();
    }

    @Test
    void eachJarHasTheLicence() throws Exception {
        for (Class<?> type : List.of(
                User.class, Migrations.class, UserEmailsCommand.class, PostgresUserEmails.class, ColumnGuard.class)) {
            unpack(type, "META-INF/LICENSE");
            assertThat(unpacked.resolve("META-INF/LICENSE")).hasSameTextualContentAs(Page.ROOT.resolve("LICENSE"));
            Files.delete(unpacked.resolve("META-INF/LICENSE"));
        }
    }

    /** Maven appends the name of a module to what it inherits, unless it is told not to. */
    @ParameterizedTest
    @ValueSource(strings = {"domain", "migrations", "migrations/command", "persistence", "persistence/guard"})
    void theLinksOfAModulesPomAreThoseOfTheProject(String module) throws IOException {
        String pom = Files.readString(Page.ROOT.resolve(module).resolve(".flattened-pom.xml"));

        assertThat(pom)
                .contains("<url>https://github.com/useremails/useremails</url>")
                .contains("<connection>scm:git:https://github.com/useremails/useremails.git</connection>")
                .doesNotContain("useremails/useremails/", "useremails.git/");
    }

    /** From the jar, or from the folder of classes where nothing is packaged. */
    private void unpack(Class<?> type, String folder) throws Exception {
        Path place =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            copy(place.resolve(folder), folder);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
                copy(jar.getPath(folder), folder);
            }
        }
    }

    private void copy(Path from, String folder) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = unpacked.resolve(folder).resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }
}
