package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a managed server an administrator creates the roles, and the owner of the tables migrates. */
class OwnerWithoutCreateRoleTest {

    private static final Path SCRIPT = Path.of("src/main/resources/db/useremails/roles/schema/R__grant_schema.sql");

    private Database database;

    @BeforeEach
    void migrate() throws SQLException {
        database = HostDatabase.moving();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void rolesThatExistAreGrantedTheirRights() throws SQLException {
        HostRole.APPLICATION.execute(database, "select from accounts.user_email_addresses");
        HostRole.READER.execute(database, "select from accounts.user_email_summary");
    }

    @Test
    void aRoleThatDoesNotExistIsNamedWithTheStatementThatCreatesIt() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> HostRole.OWNER.execute(database, script("absent_app", "useremails_reader")))
                .withMessageContaining("role absent_app does not exist, and role host_owner may not create it")
                .withMessageContaining("create role absent_app nologin; create role useremails_reader nologin")
                .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("42501"));
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> HostRole.OWNER.execute(database, script("useremails_app", "absent_reader")))
                .withMessageContaining("role absent_reader does not exist");
    }

    private static String script(String application, String reader) throws Exception {
        return Files.readString(SCRIPT)
                .replace("${schema}", HostDatabase.SCHEMA)
                .replace("${users_table}", "users")
                .replace("${users_key}", "id")
                .replace("${lock_timeout}", "500ms")
                .replace("${app_role}", application)
                .replace("${reader_role}", reader);
    }
}
