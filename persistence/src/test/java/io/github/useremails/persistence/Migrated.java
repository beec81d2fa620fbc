package io.github.useremails.persistence;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Databases with the schema of this version. Nothing in them is for every role, as in a hardened database: so each test
 * that works with the rights of the application shows that these are enough.
 */
final class Migrated {

    /** In a schema that is on no search path. */
    static final UsersTable CUSTOM_TABLE = new UsersTable("accounts", "people", "person_id");

    private static final String STANDARD = "migrated and hardened";
    private static final String CUSTOM = "migrated with a custom table";

    private static final String HARDENED = """
            alter default privileges revoke execute on functions from public;
            alter default privileges revoke usage on types from public;
            revoke all on schema public from public
            """;

    private Migrated() {}

    static PostgresDatabase inPublicSchema() {
        return PostgresDatabase.preparedBy(STANDARD, Migrated::migrate);
    }

    static PostgresDatabase inCustomTable() {
        return PostgresDatabase.preparedBy(CUSTOM, Migrated::migrateCustomTable);
    }

    /** As {@link #inPublicSchema}, to be closed by the test. */
    static Database database() throws SQLException {
        return Databases.shared().preparedBy(STANDARD, Migrated::migrate);
    }

    /** As {@link #inCustomTable}, to be closed by the test. */
    static Database databaseWithCustomTable() throws SQLException {
        return Databases.shared().preparedBy(CUSTOM, Migrated::migrateCustomTable);
    }

    private static void migrate(DataSource dataSource) {
        harden(dataSource);
        Migrations.of(dataSource).withRoles().migrate();
    }

    private static void migrateCustomTable(DataSource dataSource) {
        harden(dataSource);
        Migrations.of(dataSource)
                .inSchema(CUSTOM_TABLE.schema())
                .withUsersTable(CUSTOM_TABLE.name(), CUSTOM_TABLE.key())
                .withRoles()
                .migrate();
    }

    private static void harden(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute(HARDENED);
        } catch (SQLException e) {
            throw new IllegalStateException("the rights of all roles were not taken", e);
        }
    }
}
