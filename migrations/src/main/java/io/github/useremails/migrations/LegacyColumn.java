package io.github.useremails.migrations;

import java.util.Objects;

/**
 * The column of {@code users} from which the addresses come.
 *
 * <pre>{@code
 * LegacyColumn.named("email_address").confirmedWhere("u.email_confirmed_at is not null")
 * }</pre>
 *
 * <p>The conditions are SQL of the one who runs the migrations, over {@code u}, a row of {@code users}. They become part
 * of a function: never take them from anybody else.
 *
 * @param name of the column
 * @param confirmed whether the user proved access to the address
 * @param institutionManaged whether an institution vouches for the address
 */
public record LegacyColumn(String name, String confirmed, String institutionManaged) {

    /**
     * Checks the name.
     *
     * @param name a plain name: lower-case letters, digits and underscores
     * @param confirmed a condition
     * @param institutionManaged a condition
     * @throws IllegalArgumentException if the name is not plain, or a condition is blank
     */
    public LegacyColumn {
        name = PlainName.of("a legacy column", name).value();
        Objects.requireNonNull(confirmed, "confirmed");
        Objects.requireNonNull(institutionManaged, "institutionManaged");
        if (confirmed.isBlank() || institutionManaged.isBlank()) {
            throw new IllegalArgumentException("a condition must not be blank");
        }
    }

    /**
     * A column whose addresses all count as confirmed, as they do where users sign in by it, and none as
     * institution-managed.
     *
     * @param name of the column
     * @return the column
     * @throws IllegalArgumentException if the name is not plain
     */
    public static LegacyColumn named(String name) {
        return new LegacyColumn(name, "true", "false");
    }

    /**
     * The same with another condition.
     *
     * @param condition SQL over {@code u}; null counts as false
     * @return the changed column
     */
    public LegacyColumn confirmedWhere(String condition) {
        return new LegacyColumn(name, condition, institutionManaged);
    }

    /**
     * The same with another condition.
     *
     * @param condition SQL over {@code u}; null counts as false
     * @return the changed column
     */
    public LegacyColumn institutionManagedWhere(String condition) {
        return new LegacyColumn(name, confirmed, condition);
    }
}
