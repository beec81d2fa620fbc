package io.github.useremails.migrations;

/**
 * The column of {@code users} from which the addresses are copied.
 *
 * <pre>{@code
 * LegacyColumn.named("email_address")
 *         .confirmedWhere("u.email_confirmed_at is not null")
 *         .confirmedAt("u.email_confirmed_at")
 *         .createdAt("u.created_at")
 *         .assigning("email_confirmed_at = case when confirmed then coalesce(u.email_confirmed_at, confirmed_at) end")
 * }</pre>
 *
 * <p>The conditions are SQL over {@code u}, a row of {@code users}. They become part of a function: never accept them
 * from an untrusted source. A condition that fails for a row counts as false there, and a time as unknown. A write of
 * the row never fails because of them.
 *
 * @param name of the column
 * @param confirmed whether the user proved access to the address
 * @param institutionManaged whether an institution vouches for the address
 * @param confirmedAt when the user proved access to the address, SQL for a {@code timestamptz}
 * @param createdAt when the user got the address, SQL for a {@code timestamptz}
 * @param assignments the other columns that an update of the column writes, for old releases
 */
public record LegacyColumn(
        String name,
        String confirmed,
        String institutionManaged,
        String confirmedAt,
        String createdAt,
        String assignments) {

    /**
     * Validates the name, and that each SQL text is complete.
     *
     * @param name a plain name: lower-case letters, digits and underscores
     * @param confirmed a condition
     * @param institutionManaged a condition
     * @param confirmedAt an expression
     * @param createdAt an expression
     * @param assignments in the form of the {@code set} clause of an update, or blank for none
     * @throws IllegalArgumentException if the name is not plain; if a condition or an expression is blank; or if a text
     *     contains a semicolon, a comment, a dollar quote, or quotes or parentheses that do not match
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
     * Returns a column whose addresses all count as confirmed, because users sign in with them, and none as
     * institution-managed. No times are known, and forwarding writes only this column.
     *
     * @param name of the column
     * @return the column
     * @throws IllegalArgumentException if the name is not plain
     */
    public static LegacyColumn named(String name) {
        return new LegacyColumn(name, "true", "false", "null", "null", "");
    }

    /**
     * Returns the same column with another condition for confirmed addresses.
     *
     * @param condition SQL over {@code u}; null counts as false
     * @return the changed column
     * @throws IllegalArgumentException if the condition is blank or incomplete
     */
    public LegacyColumn confirmedWhere(String condition) {
        return new LegacyColumn(name, condition, institutionManaged, confirmedAt, createdAt, assignments);
    }

    /**
     * Returns the same column with another condition for institution-managed addresses.
     *
     * @param condition SQL over {@code u}; null counts as false
     * @return the changed column
     * @throws IllegalArgumentException if the condition is blank or incomplete
     */
    public LegacyColumn institutionManagedWhere(String condition) {
        return new LegacyColumn(name, confirmed, condition, confirmedAt, createdAt, assignments);
    }

    /**
     * Returns the same column with the time at which a user proved access. It is stored only for confirmed addresses.
     *
     * @param time SQL over {@code u} for a {@code timestamptz}; null if the time is unknown
     * @return the changed column
     * @throws IllegalArgumentException if the expression is blank or incomplete
     */
    public LegacyColumn confirmedAt(String time) {
        return new LegacyColumn(name, confirmed, institutionManaged, time, createdAt, assignments);
    }

    /**
     * Returns the same column with the time at which a user got the address. The default is the time of the copy.
     *
     * @param time SQL over {@code u} for a {@code timestamptz}; null if the time is unknown
     * @return the changed column
     * @throws IllegalArgumentException if the expression is blank or incomplete
     */
    public LegacyColumn createdAt(String time) {
        return new LegacyColumn(name, confirmed, institutionManaged, confirmedAt, time, assignments);
    }

    /**
     * Returns the same column with assignments for other columns, so that a confirmation or a revocation on the new
     * side reaches old releases. After an update, the conditions must return what the new side has.
     *
     * @param update assignments in the form of the {@code set} clause of an update of {@code users u}. They may name
     *     {@code confirmed}, {@code confirmed_at}, {@code institution_managed} and {@code institution_id} of the
     *     address; a column of the row must be qualified with {@code u}. Blank for none
     * @return the changed column
     * @throws IllegalArgumentException if the assignments are incomplete
     */
    public LegacyColumn assigning(String update) {
        return new LegacyColumn(name, confirmed, institutionManaged, confirmedAt, createdAt, update);
    }
}
