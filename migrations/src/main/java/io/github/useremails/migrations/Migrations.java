package io.github.useremails.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Brings a database to the schema of this version, from inside the application. The same as the Flyway command line
 * with {@code flyway.toml}: the same scripts, the same history table, so both may be used on one database.
 *
 * <pre>{@code
 * Migrations.of(dataSource).inSchema("accounts").migrate();
 * }</pre>
 *
 * <p>Immutable; each method returns a changed copy. Neither the application's tables nor its Flyway history are
 * touched, except that the addresses refer to {@code users}.
 */
public final class Migrations {

    /** The history of the module's migrations, next to the application's own: {@value}. */
    public static final String HISTORY_TABLE = "useremails_schema_history";

    private static final String EXPAND = "classpath:db/useremails/expand";
    private static final String ROLES = "classpath:db/useremails/roles";
    private static final String CONTRACT = "classpath:db/useremails/contract";

    private static final String BEFORE_BACKFILL = "20";
    private static final String LATEST = "latest";

    // Zero would wait for ever, and PostgreSQL counts the milliseconds in an integer.
    private static final Duration SHORTEST_LOCK_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LONGEST_LOCK_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

    private final DataSource dataSource;
    private final UsersTable users;
    private final Duration lockTimeout;
    private final LegacyColumn legacyColumn;
    private final List<String> locations;
    private final String last;

    private Migrations(
            DataSource dataSource,
            UsersTable users,
            Duration lockTimeout,
            LegacyColumn legacyColumn,
            List<String> locations,
            String last) {
        this.dataSource = dataSource;
        this.users = users;
        this.lockTimeout = lockTimeout;
        this.legacyColumn = legacyColumn;
        this.locations = locations;
        this.last = last;
    }

    /**
     * Migrations for schema {@code public}, without the roles, waiting at most 500 ms for a lock on a table in use.
     *
     * @param dataSource gives connections of a role that may create tables, not through PgBouncer in transaction mode;
     *     three are used at a time
     * @return the migrations, nothing run yet
     */
    public static Migrations of(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        return new Migrations(
                dataSource,
                new UsersTable(new PlainName("public"), new PlainName("users"), new PlainName("id")),
                Duration.ofMillis(500),
                LegacyColumn.named("email_address"),
                List.of(EXPAND),
                LATEST);
    }

    /**
     * Names the schema where {@code users} stands and where the module's table goes. It is made if it does not exist.
     *
     * @param name a plain name: lower-case letters, digits and underscores, and no reserved word of SQL; only the
     *     server knows all of those, so such a name is refused by {@link #migrate()}
     * @return the changed migrations
     * @throws IllegalArgumentException if the name is not plain
     */
    public Migrations inSchema(String name) {
        return new Migrations(dataSource, users.inSchema(name), lockTimeout, legacyColumn, locations, last);
    }

    /**
     * Names the table of the users and its key; {@code users} and {@code id}, unless this is called. Give the library
     * the same names.
     *
     * @param name a plain name, as of a schema
     * @param key a column of type {@code bigint} or {@code integer}, a plain name too
     * @return the changed migrations
     * @throws IllegalArgumentException if a name is not plain
     */
    public Migrations withUsersTable(String name, String key) {
        return new Migrations(dataSource, users.named(name, key), lockTimeout, legacyColumn, locations, last);
    }

    /**
     * Sets how long a migration waits for a lock on a table in use before it gives up, with nothing changed. Every
     * statement of the application that comes after it in the queue waits as long.
     *
     * @param timeout at least one millisecond, at most {@link Integer#MAX_VALUE} of them
     * @return the changed migrations
     * @throws IllegalArgumentException if the timeout is shorter or longer
     */
    public Migrations withLockTimeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.compareTo(SHORTEST_LOCK_TIMEOUT) < 0 || timeout.compareTo(LONGEST_LOCK_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a lock timeout has 1 to 2147483647 milliseconds");
        }
        return new Migrations(dataSource, users, timeout, legacyColumn, locations, last);
    }

    /**
     * Names the column from which the addresses come; {@code email_address} with all addresses confirmed, unless this
     * is called. Where {@code users} has no such column, there is nothing to move.
     *
     * @param column with the conditions on its addresses
     * @return the changed migrations
     */
    public Migrations movingFrom(LegacyColumn column) {
        Objects.requireNonNull(column, "column");
        return new Migrations(dataSource, users, lockTimeout, column, locations, last);
    }

    /**
     * Adds the roles {@code useremails_app} and {@code useremails_reader} with their grants. The data source must
     * then be of a role that may create roles.
     *
     * @return the changed migrations
     */
    public Migrations withRoles() {
        return with(ROLES);
    }

    /**
     * Adds the last step of the move: the legacy column is dropped, for good. Refused, with every reason at once, while
     * anything still needs it.
     *
     * @return the changed migrations
     */
    public Migrations withContract() {
        return with(CONTRACT);
    }

    /**
     * Stops before the backfill: both sides are kept alike, and what stood before is not copied yet.
     *
     * @return the changed migrations
     */
    public Migrations upToForwarding() {
        return new Migrations(dataSource, users, lockTimeout, legacyColumn, locations, BEFORE_BACKFILL);
    }

    /**
     * Tells what {@link #migrate()} would run, and touches nothing.
     *
     * @return the scripts in their order; none, if all have been run
     */
    public List<PendingScript> pending() {
        List<PendingScript> scripts = new ArrayList<>();
        for (MigrationInfo script : flyway().info().pending()) {
            scripts.add(new PendingScript(script.getScript(), text(script)));
        }
        return scripts;
    }

    private static String text(MigrationInfo script) {
        for (String location : List.of(EXPAND, CONTRACT, ROLES)) {
            String file = "/" + location.replace("classpath:", "") + "/" + script.getScript();
            try (InputStream text = Migrations.class.getResourceAsStream(file)) {
                if (text != null) {
                    return new String(text.readAllBytes(), StandardCharsets.UTF_8);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("the jar has no script " + script.getScript());
    }

    private Migrations with(String location) {
        List<String> more = new ArrayList<>(locations);
        more.add(location);
        return new Migrations(dataSource, users, lockTimeout, legacyColumn, List.copyOf(more), last);
    }

    /**
     * Runs what has not been run yet. Each script is a transaction of its own; a second call changes nothing, and
     * calls at the same moment wait for each other.
     *
     * @return how many scripts ran
     * @throws org.flywaydb.core.api.FlywayException if one fails: nothing of that script is left, those before it are.
     *     Also after the last one, if the session was shared with others meanwhile, as through PgBouncer
     */
    public int migrate() {
        PlainName.requireUnreserved(
                dataSource, List.of(users.schema(), users.table(), users.key(), new PlainName(legacyColumn.name())));
        try (MigrationLock lock = MigrationLock.acquire(dataSource, users.schema())) {
            return flyway().migrate().migrationsExecuted;
        }
    }

    private Flyway flyway() {
        // The configuration is in step with flyway.toml, which says why each setting is as it is.
        FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations(locations.toArray(String[]::new))
                .table(HISTORY_TABLE)
                .target(last)
                .schemas(users.schema().value())
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .ignoreMigrationPatterns("*:future", "repeatable:missing")
                .outOfOrder(true)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .placeholders(placeholders());
        configuration
                .getPluginRegister()
                .getExact(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load();
    }

    private Map<String, String> placeholders() {
        return Map.of(
                "schema", users.schema().value(),
                "users_table", users.table().value(),
                "users_key", users.key().value(),
                "lock_timeout", lockTimeout.toMillis() + "ms",
                "app_role", "useremails_app",
                "reader_role", "useremails_reader",
                "legacy_column", legacyColumn.name(),
                "legacy_confirmed", legacyColumn.confirmed(),
                "legacy_institution_managed", legacyColumn.institutionManaged());
    }
}
