package io.github.useremails.persistence;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.PostgresDatabase;

/** Databases with the schema of this version. */
final class Migrated {

    /** A name that must be quoted nowhere and is on no search path. */
    static final String CUSTOM_SCHEMA = "accounts";

    private Migrated() {}

    static PostgresDatabase inPublicSchema() {
        return PostgresDatabase.preparedBy(
                "migrated", dataSource -> Migrations.of(dataSource).withRoles().migrate());
    }

    static PostgresDatabase inCustomSchema() {
        return PostgresDatabase.preparedBy(
                "migrated in a custom schema",
                dataSource -> Migrations.of(dataSource)
                        .inSchema(CUSTOM_SCHEMA)
                        .withRoles()
                        .migrate());
    }
}
