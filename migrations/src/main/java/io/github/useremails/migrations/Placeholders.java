package io.github.useremails.migrations;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of the scripts: names, conditions and the lock timeout. This is the only list of the placeholders in
 * Java, with the names of {@code flyway.toml}, and the only code that replaces them.
 */
record Placeholders(
        UsersTable users,
        Duration lockTimeout,
        LegacyColumn legacyColumn,
        PlainName applicationRole,
        PlainName readerRole) {

    // Zero would wait forever, and PostgreSQL stores the milliseconds in an integer.
    private static final Duration SHORTEST_LOCK_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LONGEST_LOCK_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

    static final Placeholders STANDARD = new Placeholders(
            new UsersTable(new PlainName("public"), new PlainName("users"), new PlainName("id")),
            Duration.ofMillis(500),
            LegacyColumn.named("email_address"),
            new PlainName("useremails_app"),
            new PlainName("useremails_reader"));

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,10}) ?(ms|s|min)?");

    Placeholders {
        Objects.requireNonNull(lockTimeout, "lockTimeout");
        if (lockTimeout.compareTo(SHORTEST_LOCK_TIMEOUT) < 0 || lockTimeout.compareTo(LONGEST_LOCK_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a lock timeout must be from 1 to 2147483647 milliseconds");
        }
    }

    Placeholders withUsers(UsersTable table) {
        return new Placeholders(table, lockTimeout, legacyColumn, applicationRole, readerRole);
    }

    Placeholders withLockTimeout(Duration timeout) {
        return new Placeholders(users, timeout, legacyColumn, applicationRole, readerRole);
    }

    Placeholders withLegacyColumn(LegacyColumn column) {
        return new Placeholders(users, lockTimeout, column, applicationRole, readerRole);
    }

    Placeholders withRoles(PlainName application, PlainName reader) {
        return new Placeholders(users, lockTimeout, legacyColumn, application, reader);
    }

    /** The values by the names of their placeholders. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("schema", users.schema().value());
        values.put("users_table", users.table().value());
        values.put("users_key", users.key().value());
        values.put("lock_timeout", lockTimeout.toMillis() + "ms");
        values.put("app_role", applicationRole.value());
        values.put("reader_role", readerRole.value());
        values.put("legacy_column", legacyColumn.name());
        values.put("legacy_confirmed", legacyColumn.confirmed());
        values.put("legacy_institution_managed", legacyColumn.institutionManaged());
        values.put("legacy_confirmed_at", legacyColumn.confirmedAt());
        values.put("legacy_created_at", legacyColumn.createdAt());
        values.put("legacy_assignments", legacyColumn.assignments());
        return values;
    }

    /** The same with other values for some of the names. */
    Placeholders with(Map<String, String> changed) {
        Map<String, String> values = values();
        changed.forEach((name, value) -> {
            Objects.requireNonNull(value, name);
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException("there is no placeholder " + name + "; the placeholders are "
                        + String.join(", ", values.keySet()));
            }
        });
        values.putAll(changed);
        UnaryOperator<String> value = name -> Objects.requireNonNull(values.get(name), name);
        return new Placeholders(
                new UsersTable(
                        PlainName.of("a schema", value.apply("schema")),
                        PlainName.of("a table", value.apply("users_table")),
                        PlainName.of("a key", value.apply("users_key"))),
                timeout(value.apply("lock_timeout")),
                new LegacyColumn(
                        value.apply("legacy_column"),
                        value.apply("legacy_confirmed"),
                        value.apply("legacy_institution_managed"),
                        value.apply("legacy_confirmed_at"),
                        value.apply("legacy_created_at"),
                        value.apply("legacy_assignments")),
                PlainName.of("a role", value.apply("app_role")),
                PlainName.of("a role", value.apply("reader_role")));
    }

    /** Accepts a number of milliseconds, or a number with a unit of PostgreSQL. */
    private static Duration timeout(String text) {
        Matcher timeout = TIMEOUT.matcher(text.strip());
        if (!timeout.matches()) {
            throw new IllegalArgumentException("a lock timeout must be a number of ms, s or min, such as 500ms");
        }
        long amount = Long.parseLong(timeout.group(1));
        String unit = Objects.requireNonNullElse(timeout.group(2), "ms");
        return switch (unit) {
            case "min" -> Duration.ofMinutes(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMillis(amount);
        };
    }

    /** Like Flyway, does not search values for placeholders. */
    String render(String sql) {
        Map<String, String> values = values();
        return PLACEHOLDER.matcher(sql).replaceAll(placeholder -> {
            String value = values.get(placeholder.group(1));
            if (value == null) {
                throw new IllegalArgumentException("there is no placeholder " + placeholder.group(1));
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
