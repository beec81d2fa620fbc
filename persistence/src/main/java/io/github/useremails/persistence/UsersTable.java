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
     * Checks that nothing is null or blank: without a schema, the search path of a session would choose the table.
     *
     * @param schema the schema of the table
     * @param name of the table
     * @param key its key
     * @throws IllegalArgumentException if a name is blank
     */
    public UsersTable {
        requireName(schema, "schema");
        requireName(name, "name");
        requireName(key, "key");
    }

    private static void requireName(String name, String of) {
        if (Objects.requireNonNull(name, of).isBlank()) {
            throw new IllegalArgumentException("the " + of + " must not be blank");
        }
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
