package io.github.useremails.migrations;

/**
 * The column of {@code users} from which the addresses come.
 *
 * <pre>{@code
 * LegacyColumn.named("email_address")
 *         .confirmedWhere("u.email_confirmed_at is not null")
 *         .confirmedAt("u.email_confirmed_at")
 *         .createdAt("u.created_at")
 *         .assigning("email_confirmed_at = case when confirmed then coalesce(u.email_confirmed_at, confirmed_at) end")
 * }</pre>
 *
 * <p>The conditions are SQL of the one who runs the migrations, over {@code u}, a row of {@code users}. They become part
 * of a function: never take them from anybody else. A condition that fails for a row counts as false there, and a time as
 * unknown: a write of the row never fails because of them.
 *
 * @param name of the column
 * @param confirmed whether the user proved access to the address
 * @param institutionManaged whether an institution vouches for the address
 * @param confirmedAt when the user proved access to the address, SQL for a {@code timestamptz}
 * @param createdAt when the user got the address, SQL for a {@code timestamptz}
 * @param assignments what the new side says of an address, for old releases
 */
public record LegacyColumn(
        String name,
        String confirmed,
        String institutionManaged,
        String confirmedAt,
        String createdAt,
        String assignments) {

    /**
     * Checks the name, and that each SQL text is complete in itself.
     *
     * @param name a plain name: lower-case letters, digits and underscores
     * @param confirmed a condition
     * @param institutionManaged a condition
     * @param confirmedAt an expression
     * @param createdAt an expression
     * @param assignments as behind {@code set} of an update, or blank for none
     * @throws IllegalArgumentException if the name is not plain; if a condition or an expression is blank; or if a text
     *     has a semicolon, a comment, a dollar quote, or quotes or parentheses that do not match
     */
    public LegacyColumn {
        name = PlainName.of("a legacy column", name).value();
        confirmed = SqlText.expression("the condition on confirmed addresses", confirmed);
        institutionManaged =
                SqlText.expression("the condition on addresses that institutions manage", institutionManaged);
        confirmedAt = SqlText.expression("the time of the confirmation", confirmedAt);
        createdAt = SqlText.expression("the time of the address", createdAt);
        assignments = SqlText.enclosed("the assignments", assignments);
    }

    /**
     * A column whose addresses all count as confirmed, as they do where users sign in by it, and none as
     * institution-managed. No times are known, and nothing but the column is written.
     *
     * @param name of the column
     * @return the column
     * @throws IllegalArgumentException if the name is not plain
     */
    public static LegacyColumn named(String name) {
        return new LegacyColumn(name, "true", "false", "null", "null", "");
    }

    /**
     * The same with another condition.
     *
     * @param condition SQL over {@code u}; null counts as false
     * @return the changed column
     * @throws IllegalArgumentException if the condition is blank or not complete in itself
     */
    public LegacyColumn confirmedWhere(String condition) {
        return new LegacyColumn(name, condition, institutionManaged, confirmedAt, createdAt, assignments);
    }

    /**
     * The same with another condition.
     *
     * @param condition SQL over {@code u}; null counts as false
     * @return the changed column
     * @throws IllegalArgumentException if the condition is blank or not complete in itself
     */
    public LegacyColumn institutionManagedWhere(String condition) {
        return new LegacyColumn(name, confirmed, condition, confirmedAt, createdAt, assignments);
    }

    /**
     * The same with the time at which a user proved access to the address. It is kept with confirmed addresses only.
     *
     * @param time SQL over {@code u} for a {@code timestamptz}; null where the time is unknown
     * @return the changed column
     * @throws IllegalArgumentException if the expression is blank or not complete in itself
     */
    public LegacyColumn confirmedAt(String time) {
        return new LegacyColumn(name, confirmed, institutionManaged, time, createdAt, assignments);
    }

    /**
     * The same with the time at which a user got the address. Without it, that is when the address is copied.
     *
     * @param time SQL over {@code u} for a {@code timestamptz}; null where the time is unknown
     * @return the changed column
     * @throws IllegalArgumentException if the expression is blank or not complete in itself
     */
    public LegacyColumn createdAt(String time) {
        return new LegacyColumn(name, confirmed, institutionManaged, confirmedAt, time, assignments);
    }

    /**
     * The same with what else an update of the column writes, so that a confirmation or its end on the new side reaches
     * the old one. Afterwards the conditions must say of the row what the new side says of the address.
     *
     * @param update assignments as behind {@code set} of an update of {@code users u}. They may name {@code confirmed},
     *     {@code confirmed_at}, {@code institution_managed} and {@code institution_id} of the address; a column of the
     *     row needs its {@code u}. Blank for none
     * @return the changed column
     * @throws IllegalArgumentException if the assignments are not complete in themselves
     */
    public LegacyColumn assigning(String update) {
        return new LegacyColumn(name, confirmed, institutionManaged, confirmedAt, createdAt, update);
    }
}
