package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application with migrations of its own runs them first, or is told to. */
class OrderOfMigrationsTest {

    private static final String RELATIONS =
            "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace";

    @TempDir
    private Path application;

    private Database database;
    private URLClassLoader classPath;
    private ClassLoader before;

    @BeforeEach
    void startAnApplication() throws SQLException, IOException {
        database = Databases.shared().create();
        Files.createDirectories(application.resolve("db/migration"));
        Files.writeString(
                application.resolve("db/migration/V1__users.sql"),
                "create table users (id bigint primary key, name text)");
        before = Thread.currentThread().getContextClassLoader();
        classPath = new URLClassLoader(new URL[] {application.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(classPath);
    }

    @AfterEach
    void endIt() throws SQLException, IOException {
        Thread.currentThread().setContextClassLoader(before);
        classPath.close();
        database.close();
    }

    @Test
    void theModuleFirstIsRefusedAndNothingIsMade() throws SQLException {
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> migrations().migrate())
                .withMessageContaining("table public.users does not exist")
                .withMessageContaining("classpath:db/migration")
                .withMessageContaining("flyway.migrate();")
                .withMessageContaining("FlywayMigrationStrategy");

        assertThat(database.query(RELATIONS)).isEmpty();
    }

    @Test
    void theApplicationFirstAndTheModuleAfterwardsBothSucceed() throws SQLException {
        assertThat(applicationsFlyway("flyway_schema_history").migrate().migrationsExecuted)
                .isEqualTo(1);
        migrations().migrate();

        assertThat(database.query("select id, name from users")).isEmpty();
        assertThat(applicationsFlyway("flyway_schema_history").migrate().migrationsExecuted)
                .isZero();
    }

    @Test
    void aHistoryOfAnyNameCountsAsTheApplications() throws SQLException {
        database.execute("create schema audit");
        applicationsFlyway("changes").migrate();
        database.execute("drop table users");

        migrations().migrate();

        assertThat(database.query("select id from users")).isEmpty();
    }

    @Test
    void aTableThatSomebodyCreatedIsEnough() throws SQLException {
        database.execute("create table users (id bigint generated always as identity primary key)");

        assertThat(migrations().migrate()).isPositive();
    }

    @Test
    void anInstallationThatIsThereIsUpdated() throws SQLException {
        Thread.currentThread().setContextClassLoader(before);
        migrations().migrate();
        Thread.currentThread().setContextClassLoader(classPath);

        assertThat(migrations().migrate()).isZero();
    }

    private Migrations migrations() {
        return Migrations.of(database.dataSource());
    }

    private Flyway applicationsFlyway(String history) {
        return Flyway.configure(classPath)
                .dataSource(database.dataSource())
                .table(history)
                .load();
    }
}
