package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;

class OrderOfMigrationsTest {

    @TempDir
    private Path scripts;

    private Database database;
    private Flyway flyway;

    @BeforeEach
    void startAnApplication() throws Exception {
        database = Databases.shared().create();
        Files.writeString(scripts.resolve("V1__users.sql"), "create table users (id bigint primary key, name text)");
        flyway = Flyway.configure()
                .dataSource(database.dataSource())
                .locations("filesystem:" + scripts)
                .load();
    }

    @AfterEach
    void endIt() throws Exception {
        database.close();
    }

    @Test
    void plainJavaRunsTheApplicationsMigrationsFirst() throws Exception {
        DataSource dataSource = database.dataSource();
        // example: order
        flyway.migrate(); // the application's own
        Migrations.of(dataSource).migrate();
        // end
        assertBothHaveRun();
    }

    @Test
    void springBoot3RunsTheApplicationsMigrationsFirst() throws Exception {
        new Order().applicationThenUserEmails().migrate(flyway);

        assertBothHaveRun();
    }

    @Test
    void springBoot4RunsTheApplicationsMigrationsFirst() throws Exception {
        org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy strategy =
                new Order().applicationThenUserEmails()::migrate;
        strategy.migrate(flyway);

        assertBothHaveRun();
    }

    private void assertBothHaveRun() throws Exception {
        assertThat(database.query("select id, name from users")).isEmpty();
        assertThat(database.query("select user_id from user_email_addresses")).isEmpty();
        assertThat(flyway.info().pending()).isEmpty();
    }

    private static final class Order {
        // example: order in spring
        @Bean
        FlywayMigrationStrategy applicationThenUserEmails() {
            return application -> {
                application.migrate();
                Migrations.of(application.getConfiguration().getDataSource()).migrate();
            };
        }
        // end
    }
}
