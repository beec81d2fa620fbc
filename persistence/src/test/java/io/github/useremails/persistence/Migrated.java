package io.github.useremails.persistence;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.PostgresDatabase;

/** Databases with the schema of this version. */
final class Migrated {

    /** In a schema that is on no search path. */
    static final UsersTable CUSTOM_TABLE =
            UsersTable.named("people", "person_id").inSchema("accounts");

    private Migrated() {}

    static PostgresDatabase inPublicSchema() {
        return PostgresDatabase.preparedBy(
                "migrated", dataSource -> Migrations.of(dataSource).withRoles().migrate());
    }

    static PostgresDatabase inCustomTable() {
        return PostgresDatabase.preparedBy(
                "migrated with a custom table",
                dataSource -> Migrations.of(dataSource)
                        .inSchema(CUSTOM_TABLE.schema())
                        .withUsersTable(CUSTOM_TABLE.name(), CUSTOM_TABLE.key())
                        .withRoles()
                        .migrate());
    }
}
