package io.github.useremails.guard;

import java.util.Objects;

/**
 * A column that must no longer be used.
 *
 * <pre>{@code
 * new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)")
 * }</pre>
 *
 * @param table its table, named as in the catalogue of the database; in any schema
 * @param column its name, as in the catalogue
 * @param replacement what to use instead, for the reader of an error or a log
 */
public record DeprecatedColumn(String table, String column, String replacement) {

    /**
     * Requires that no text is blank.
     *
     * @param table its table
     * @param column its name
     * @param replacement what to use instead
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if one is blank
     */
    public DeprecatedColumn {
        requireText(table, "table");
        requireText(column, "column");
        requireText(replacement, "replacement");
    }

    static void requireText(String text, String name) {
        Objects.requireNonNull(text, name);
        if (text.isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
    }

    /** {@return table and column, {@code users.email_address}} */
    public String name() {
        return table + "." + column;
    }
}
