package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The sessions of the command. */
class TargetTest {

    @TempDir
    private Path directory;

    /** What a role is given for the statements of an application would end a pass over two large tables. */
    @Test
    void aTimeoutOfTheRoleEndsNoLongPassAndPoliciesHideNoRow() throws Exception {
        try (Database database = Databases.shared().create()) {
            database.setDefault("statement_timeout", "3s");
            CommandInProcess command = CommandInProcess.on(database.jdbcUrl(), directory);
            Target target = CommandLine.populateCommand(
                    new Target(), "--config", command.config().toString());
            StringWriter settings = new StringWriter();

            try (Connection connection = target.connect()) {
                new PrintedQuery("select current_setting('statement_timeout') as timeout,"
                                + " current_setting('row_security') as policies, current_schema() as schema")
                        .ask(connection, false, new PrintWriter(settings));
            }

            assertThat(settings.toString().strip()).isEqualTo("timeout 0, policies off, schema public");
        }
    }
}
