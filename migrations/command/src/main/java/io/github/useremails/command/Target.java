package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import io.github.useremails.migrations.Migrations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/**
 * The database and the column: options of every command. A value without an option comes from the environment, and then
 * from {@code flyway.toml}, as with Flyway. Secrets have no options.
 */
final class Target {

    private static final String READABLE_HISTORY = "select where coalesce(has_table_privilege("
            + "to_regclass('${schema}.useremails_schema_history')::oid, 'select'), true)";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The flyway.toml with the settings. Default: flyway.toml of this directory, if there is one")
    private @Nullable Path config;

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "The schema of the users table. Default: as in flyway.toml, or public")
    private @Nullable String schema;

    @Option(
            names = "--users-table",
            paramLabel = "NAME",
            description = "The users table. Default: as in flyway.toml, or users")
    private @Nullable String usersTable;

    @Option(
            names = "--users-key",
            paramLabel = "NAME",
            description = "The key of the users table. Default: as in flyway.toml, or id")
    private @Nullable String usersKey;

    @Option(
            names = "--legacy-column",
            paramLabel = "NAME",
            description = "The legacy column. Default: as in flyway.toml, or email_address")
    private @Nullable String legacyColumn;

    @Option(
            names = "--confirmed-where",
            paramLabel = "SQL",
            description =
                    "SQL over u, a row of users: whether the address is confirmed. Default: as in flyway.toml, or true")
    private @Nullable String confirmedWhere;

    @Option(
            names = "--managed-where",
            paramLabel = "SQL",
            description =
                    "SQL over u: whether an institution manages the address. Default: as in flyway.toml, or false")
    private @Nullable String managedWhere;

    @Option(
            names = "--lock-timeout",
            paramLabel = "TIME",
            description = "The lock timeout of a step, such as 200ms. Default: as in flyway.toml, or 500ms")
    private @Nullable String lockTimeout;

    private @Nullable SettingsFile file;

    PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        String url = connection("url")
                .orElseThrow(() -> Refusal.usage(
                        "Name the database in the environment: FLYWAY_URL=jdbc:postgresql://host/name, and FLYWAY_USER and"
                                + " FLYWAY_PASSWORD, or ~/.pgpass."));
        try {
            dataSource.setUrl(url);
        } catch (IllegalArgumentException e) {
            // Not shown, because it may contain a password.
            throw Refusal.usage(
                    "FLYWAY_URL is not the URL of a PostgreSQL database. Write jdbc:postgresql://host/name.");
        }
        connection("user").ifPresent(dataSource::setUser);
        connection("password").ifPresent(dataSource::setPassword);
        dataSource.setApplicationName("useremails");
        return dataSource;
    }

    /** Searches only the schema of the users. Long statements may run, whatever the role's default timeout is. */
    Connection connect() throws SQLException {
        Connection connection = dataSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    rendered(
                            "set search_path = ${schema}; set lock_timeout = '${lock_timeout}'; set statement_timeout = 0; set row_security = off"));
        }
        return connection;
    }

    /** Fails if the database does not have what is needed. */
    Connection connect(Needed needed) throws SQLException {
        Connection connection = connect();
        try {
            needed.require(connection, this);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** For a role that can see which migrations have run. */
    Migrations migrations() throws SQLException {
        try (Connection connection = connect()) {
            if (new PrintedQuery(rendered(READABLE_HISTORY)).isEmpty(connection)) {
                throw Refusal.unable(rendered(
                        "This role may not read ${schema}.useremails_schema_history, so it is unknown which migrations"
                                + " have run. Run it as the role that runs the migrations."));
            }
        }
        Migrations migrations = settings(Migrations.of(dataSource()));
        return file().withRoles() ? migrations.withRoles() : migrations;
    }

    /** With the names, the conditions and the lock timeout in place of the placeholders. */
    String rendered(String sql) {
        return settings(Migrations.of(new PGSimpleDataSource())).rendered(sql);
    }

    /** A script beside the steps of the move. */
    String scriptOfMove(String name) {
        return rendered(Script.read("/db/useremails/moves/email_address/" + name));
    }

    private Migrations settings(Migrations migrations) {
        Map<String, String> values = new LinkedHashMap<>(file().placeholders());
        // Other variables in the environment are for the application's own scripts.
        for (String name : migrations.placeholders().keySet()) {
            Optional.ofNullable(System.getenv("FLYWAY_PLACEHOLDERS_" + name.toUpperCase(Locale.ROOT)))
                    .ifPresent(value -> values.put(name, value));
        }
        options().forEach((name, value) -> value.ifPresent(given -> values.put(name, given)));
        try {
            return migrations.withPlaceholders(values);
        } catch (IllegalArgumentException e) {
            String origin = file().placeholders().isEmpty() ? "" : "of " + file().path() + " ";
            throw Refusal.usage("The settings " + origin + "are invalid: " + e.getMessage() + ".");
        }
    }

    private Map<String, Optional<String>> options() {
        Map<String, Optional<String>> options = new LinkedHashMap<>();
        options.put("schema", Optional.ofNullable(schema));
        options.put("users_table", Optional.ofNullable(usersTable));
        options.put("users_key", Optional.ofNullable(usersKey));
        options.put("lock_timeout", Optional.ofNullable(lockTimeout));
        options.put("legacy_column", Optional.ofNullable(legacyColumn));
        options.put("legacy_confirmed", Optional.ofNullable(confirmedWhere));
        options.put("legacy_institution_managed", Optional.ofNullable(managedWhere));
        return options;
    }

    private SettingsFile file() {
        SettingsFile known = file;
        if (known == null) {
            known = SettingsFile.find(config);
            known.warnings().forEach(System.err::println);
            file = known;
        }
        return known;
    }

    private Optional<String> connection(String part) {
        String inEnvironment = System.getenv("FLYWAY_" + part.toUpperCase(Locale.ROOT));
        return Stream.of(inEnvironment, file().connection().get(part))
                .filter(Objects::nonNull)
                .filter(value -> !value.isBlank())
                .findFirst();
    }
}
