package io.github.useremails.migrations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

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

    /** The history of the move from a legacy column, if there is one: {@value}. */
    public static final String MOVE_HISTORY_TABLE = "useremails_email_address_history";

    private final DataSource dataSource;
    private final Placeholders placeholders;
    private final boolean withRoles;
    private final boolean withColumnUses;
    private final MoveStep lastStep;
    private final @Nullable Duration contractWait;

    private Migrations(
            DataSource dataSource,
            Placeholders placeholders,
            boolean withRoles,
            boolean withColumnUses,
            MoveStep lastStep,
            @Nullable Duration contractWait) {
        this.dataSource = dataSource;
        this.placeholders = placeholders;
        this.withRoles = withRoles;
        this.withColumnUses = withColumnUses;
        this.lastStep = lastStep;
        this.contractWait = contractWait;
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
        return new Migrations(dataSource, Placeholders.STANDARD, false, false, MoveStep.VERIFICATION, null);
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
        return with(placeholders.withUsers(placeholders.users().inSchema(name)));
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
        return with(placeholders.withUsers(placeholders.users().named(name, key)));
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
        return with(placeholders.withLockTimeout(Objects.requireNonNull(timeout, "timeout")));
    }

    /**
     * Names the column from which the addresses come; {@code email_address} with all addresses confirmed, unless this
     * is called. Where {@code users} has no such column, nothing of the move is created.
     *
     * @param column with the conditions on its addresses
     * @return the changed migrations
     */
    public Migrations movingFrom(LegacyColumn column) {
        Objects.requireNonNull(column, "column");
        return with(placeholders.withLegacyColumn(column));
    }

    /**
     * Adds the roles {@code useremails_app} and {@code useremails_reader} with their grants. Unless they exist, the data
     * source must be of a role that may create roles.
     *
     * @return the changed migrations
     */
    public Migrations withRoles() {
        return new Migrations(dataSource, placeholders, true, withColumnUses, lastStep, contractWait);
    }

    /**
     * Adds the tables and functions that tell who uses a column. A move needs them, so it adds them without this call.
     *
     * @return the changed migrations
     */
    public Migrations withColumnUses() {
        return new Migrations(dataSource, placeholders, withRoles, true, lastStep, contractWait);
    }

    /**
     * The same with other names for the two roles.
     *
     * @param application a plain name, for the role of the application
     * @param reader a plain name, for the role that reads the views
     * @return the changed migrations
     * @throws IllegalArgumentException if a name is not plain
     */
    public Migrations withRoles(String application, String reader) {
        return with(placeholders.withRoles(PlainName.of("a role", application), PlainName.of("a role", reader)))
                .withRoles();
    }

    /**
     * Sets names, conditions and the lock timeout by the placeholders of {@code flyway.toml}. What is not given stays as
     * it is.
     *
     * @param values by the names of the placeholders, such as {@code legacy_column}
     * @return the changed migrations
     * @throws IllegalArgumentException if there is no such placeholder, or a value is not allowed
     */
    public Migrations withPlaceholders(Map<String, String> values) {
        return with(placeholders.with(values));
    }

    /**
     * Returns what goes in the places of the placeholders.
     *
     * @return the values by the names of {@code flyway.toml}
     */
    public Map<String, String> placeholders() {
        return placeholders.values();
    }

    /**
     * Puts the names, the conditions and the lock timeout in the places of their placeholders, as {@link #migrate()}
     * does in its scripts.
     *
     * @param sql with placeholders, such as <code>${schema}</code>
     * @return the same without placeholders
     * @throws IllegalArgumentException if there is no such placeholder
     */
    public String rendered(String sql) {
        return placeholders.render(sql);
    }

    /**
     * Adds the last step of the move: the legacy column is dropped, for good. {@link #migrate()} fails, and lists every
     * reason, while anything still needs the column. It also fails unless the verification passed at least 7 days ago
     * and uses of the column were observed since. It waits for nothing where the table of the users is empty or has no
     * legacy column.
     *
     * <p>The contract runs alone: where users have a legacy column, {@link #migrate()} throws while other versioned
     * scripts are pending.
     *
     * @return the changed migrations
     */
    public Migrations withContract() {
        return upTo(MoveStep.CONTRACT);
    }

    /**
     * Sets how long ago the verification must have passed before the contract runs, and for how long uses of the column
     * must have been observed. Unless this is called, it is setting {@code useremails.contract_wait} of the session, or
     * 7 days. The connections that {@link #migrate()} takes from the data source keep it as that setting.
     *
     * @param wait zero or longer
     * @return the changed migrations
     * @throws IllegalArgumentException if the duration is negative
     */
    public Migrations waitingForContract(Duration wait) {
        Objects.requireNonNull(wait, "wait");
        if (wait.isNegative()) {
            throw new IllegalArgumentException("the wait for the contract must not be negative");
        }
        return new Migrations(dataSource, placeholders, withRoles, withColumnUses, lastStep, wait);
    }

    /**
     * Stops before the backfill: both sides are kept in step, and older addresses are not copied yet.
     *
     * @return the changed migrations
     */
    public Migrations upToForwarding() {
        return upTo(MoveStep.FORWARDING);
    }

    /**
     * Tells what {@link #migrate()} would run, and touches nothing.
     *
     * @return the scripts in their order; none, if all have been run
     */
    public List<PendingScript> pending() {
        Prerequisites.requireReadableHistory(dataSource, placeholders.users());
        List<PendingScript> scripts = new ArrayList<>();
        for (Part part : parts()) {
            for (MigrationInfo script : flyway(part, dataSource).info().pending()) {
                scripts.add(new PendingScript(part.path(script), rendered(part.text(script))));
            }
        }
        return scripts;
    }

    private Migrations upTo(MoveStep step) {
        return new Migrations(dataSource, placeholders, withRoles, withColumnUses, step, contractWait);
    }

    private Migrations with(Placeholders changed) {
        return new Migrations(dataSource, changed, withRoles, withColumnUses, lastStep, contractWait);
    }

    private List<Part> parts() {
        InstalledParts installed = InstalledParts.in(dataSource, placeholders);
        List<Part> parts = new ArrayList<>(List.of(Part.SCHEMA));
        if (withColumnUses || installed.columns() || installed.moving()) {
            parts.add(Part.COLUMNS);
        }
        if (installed.moving()) {
            parts.add(Part.EMAIL_ADDRESS);
        }
        return parts;
    }

    /**
     * Runs what has not been run yet. Each script is a transaction of its own; a second call changes nothing, and
     * calls at the same moment wait for each other.
     *
     * <p>Run the application's own migrations first. Where the class path has such migrations ({@code db/migration} of
     * Flyway, {@code db/changelog} of Liquibase), and the database has neither their history nor the table of the users,
     * this call throws before it changes anything. So it does if a role that owns neither the schema nor the database has
     * created an operator or a function there under a name of PostgreSQL's own.
     *
     * @return how many scripts ran
     * @throws org.flywaydb.core.api.FlywayException if a script fails: nothing of that script is left, those before it
     *     are. Before the first script, if the application's own migrations must run first or if the role may not read
     *     the history. After the last script, if other sessions shared the connection meanwhile, as through PgBouncer
     */
    public int migrate() {
        UsersTable users = placeholders.users();
        // First, since every query of a session may run what a stranger left in a schema of its path.
        Strangers.refuse(dataSource, users);
        PlainName.requireUnreserved(
                dataSource,
                List.of(
                        users.schema(),
                        users.table(),
                        users.key(),
                        new PlainName(placeholders.legacyColumn().name()),
                        placeholders.applicationRole(),
                        placeholders.readerRole()));
        try (MigrationLock lock = MigrationLock.acquire(dataSource, users.schema())) {
            Prerequisites.requireForMigrating(dataSource, users);
            EndedSessions sessions = new EndedSessions();
            DataSource observed = sessions.over(dataSource);
            List<Flyway> flyways =
                    parts().stream().map(part -> flyway(part, observed)).toList();
            if (lastStep == MoveStep.CONTRACT) {
                ContractOrder.require(dataSource, users, placeholders.legacyColumn(), flyways);
            }
            try {
                return flyways.stream()
                        .mapToInt(flyway -> flyway.migrate().migrationsExecuted)
                        .sum();
            } catch (FlywayException e) {
                throw sessions.explained(e);
            }
        }
    }

    private Flyway flyway(Part part, DataSource connections) {
        // The configuration is in step with flyway.toml, which says why each setting is as it is.
        FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(RestoredSessions.of(connections))
                .locations(part.locations(withRoles))
                .table(part.history())
                .target(part == Part.EMAIL_ADDRESS ? lastStep.target() : "latest")
                .schemas(placeholders.users().schema().value())
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .ignoreMigrationPatterns("*:future", "repeatable:missing")
                .validateMigrationNaming(true)
                .failOnMissingLocations(true)
                .cleanDisabled(true)
                .placeholders(placeholders.values());
        TransactionalLock.turnOff(configuration);
        if (contractWait != null) {
            configuration.initSql("set useremails.contract_wait = '" + contractWait + "'");
        }
        return configuration.load();
    }
}
