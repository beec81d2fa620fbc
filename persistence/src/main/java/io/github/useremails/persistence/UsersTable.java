package io.github.useremails.persistence;

import java.util.Objects;

/**
 * The application's table of users, for {@link UsersSettings#withTable}.
 *
 * <pre>{@code
 * UsersTable.named("people", "person_id").inSchema("accounts")
 * }</pre>
 *
 * @param schema the schema of the table, and of the module's tables
 * @param name of the table
 * @param key the column by which users are known: {@code bigint} or {@code integer}
 */
public record UsersTable(String schema, String name, String key) {

    /**
     * Checks that nothing is null.
     *
     * @param schema the schema of the table
     * @param name of the table
     * @param key its key
     */
    public UsersTable {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
    }

    /**
     * {@code public.users} with key {@code id}.
     *
     * @return the table
     */
    public static UsersTable standard() {
        return named("users", "id");
    }

    /**
     * A table in schema {@code public}.
     *
     * @param name of the table
     * @param key its key
     * @return the table
     */
    public static UsersTable named(String name, String key) {
        return new UsersTable("public", name, key);
    }

    /**
     * The same table in another schema.
     *
     * @param other its name
     * @return the table
     */
    public UsersTable inSchema(String other) {
        return new UsersTable(other, name, key);
    }
}
