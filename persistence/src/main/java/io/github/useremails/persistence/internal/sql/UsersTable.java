package io.github.useremails.persistence.internal.sql;

import java.util.Objects;

/** The application's table of users, and its key column. */
public record UsersTable(String schema, String name, String key) {

    /** Requires a schema, since otherwise the search path of a session would choose the table. */
    public UsersTable {
        requireName(schema, "schema");
        requireName(name, "name");
        requireName(key, "key");
    }

    public static UsersTable standard() {
        return new UsersTable("public", "users", "id");
    }

    public UsersTable inSchema(String other) {
        return new UsersTable(other, name, key);
    }

    private static void requireName(String name, String of) {
        if (Objects.requireNonNull(name, of).isBlank()) {
            throw new IllegalArgumentException("the " + of + " must not be blank");
        }
    }
}
