package io.github.useremails.migrations.command;

import io.github.useremails.migrations.LegacyColumn;
import io.github.useremails.migrations.Migrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/** Which database, and which column: options of every command. Secrets come from the environment only. */
final class Target {

    private static final Duration ONE_MILLISECOND = Duration.ofMillis(1);

    @Option(
            names = "--schema",
            defaultValue = "public",
            description = "Where the table of the users is. Default: ${DEFAULT-VALUE}")
    private String schema = "public";

    @Option(names = "--users-table", defaultValue = "users", description = "Its name. Default: ${DEFAULT-VALUE}")
    private String usersTable = "users";

    @Option(names = "--users-key", defaultValue = "id", description = "Its key. Default: ${DEFAULT-VALUE}")
    private String usersKey = "id";

    @Option(
            names = "--legacy-column",
            defaultValue = "email_address",
            description = "Its column to move from. Default: ${DEFAULT-VALUE}")
    private String legacyColumn = "email_address";

    @Option(
            names = "--confirmed-where",
            defaultValue = "true",
            description = "SQL over u, a row of it: whether the address is confirmed. Default: ${DEFAULT-VALUE}")
    private String confirmedWhere = "true";

    @Option(
            names = "--managed-where",
            defaultValue = "false",
            description = "SQL over u: whether an institution manages the address. Default: ${DEFAULT-VALUE}")
    private String managedWhere = "false";

    @Option(
            names = "--lock-timeout",
            defaultValue = "500",
            description = "How long a step waits for a lock, in milliseconds. Default: ${DEFAULT-VALUE}")
    private long lockTimeout = 500;

    PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(environment("FLYWAY_URL")
                .orElseThrow(() ->
                        new Refusal("Name the database in the environment: FLYWAY_URL=jdbc:postgresql://host/name, and"
                                + " FLYWAY_USER and FLYWAY_PASSWORD, or ~/.pgpass.")));
        environment("FLYWAY_USER").ifPresent(dataSource::setUser);
        environment("FLYWAY_PASSWORD").ifPresent(dataSource::setPassword);
        dataSource.setApplicationName("useremails");
        return dataSource;
    }

    /** With the schema as the only one that is looked into. */
    Connection connect() throws SQLException {
        Connection connection = dataSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set search_path = " + statement.enquoteIdentifier(schema, true));
            statement.execute("set lock_timeout = " + lockTimeout().toMillis());
        }
        return connection;
    }

    Migrations migrations() {
        return Migrations.of(dataSource())
                .inSchema(schema)
                .withUsersTable(usersTable, usersKey)
                .withLockTimeout(lockTimeout())
                .movingFrom(LegacyColumn.named(legacyColumn)
                        .confirmedWhere(confirmedWhere)
                        .institutionManagedWhere(managedWhere));
    }

    /** With the schema and the names in their places. */
    String rendered(String sql) {
        return sql.replace("${schema}", schema)
                .replace("${users_table}", usersTable)
                .replace("${users_key}", usersKey)
                .replace("${legacy_column}", legacyColumn);
    }

    /** A script of the runbook. Those are for psql, too, and so have the names that most applications have. */
    String runbook(String script) {
        return Script.read(script)
                .replaceAll("\\busers\\b", usersTable)
                .replaceAll("\\bemail_address\\b", legacyColumn)
                .replace("'500ms'", "'" + lockTimeout().toMillis() + "ms'");
    }

    private Duration lockTimeout() {
        if (lockTimeout < 1) {
            throw new Refusal("--lock-timeout is at least " + ONE_MILLISECOND.toMillis() + " millisecond.");
        }
        return Duration.ofMillis(lockTimeout);
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
