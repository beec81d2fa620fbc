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
 * Migrates a database to the schema of this version, from inside the application. Runs the same scripts with the same
 * history table as the Flyway command line with {@code flyway.toml}, so both may be used on one database.
 *
 * <pre>{@code
 * Migrations.of(dataSource).inSchema("accounts").migrate();
 * }</pre>
 *
 * <p>Immutable; each method returns a changed copy. The application's tables and Flyway history are not changed, except
 * that the addresses reference {@code users}.
 */
public final class Migrations {

    /** The history of the module's migrations, beside the application's own: {@value}. */
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
     * Returns migrations for schema {@code public}, without the roles, with a lock timeout of 500 ms.
     *
     * @param dataSource connects as a role that may create tables, not through PgBouncer in transaction mode;
     *     three connections are used at a time
     * @return the migrations, none of which has run
     */
    public static Migrations of(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        return new Migrations(dataSource, Placeholders.STANDARD, false, false, MoveStep.VERIFICATION, null);
    }

    /**
     * Sets the schema of {@code users} and of the module's tables. Migrating creates it if it does not exist.
     *
     * @param name a plain name: lower-case letters, digits and underscores, and not a reserved word of SQL; only the
     *     server knows all reserved words, so {@link #migrate()} rejects them
     * @return the changed migrations
     * @throws IllegalArgumentException if the name is not plain
     */
    public Migrations inSchema(String name) {
        return with(placeholders.withUsers(placeholders.users().inSchema(name)));
    }

    /**
     * Sets the names of the users table and of its key. The defaults are {@code users} and {@code id}. Give the library
     * the same names.
     *
     * @param name a plain name, like the name of a schema
     * @param key a column of type {@code bigint} or {@code integer}, a plain name too
     * @return the changed migrations
     * @throws IllegalArgumentException if a name is not plain
     */
    public Migrations withUsersTable(String name, String key) {
        return with(placeholders.withUsers(placeholders.users().named(name, key)));
    }

    /**
     * Sets the lock timeout for tables in use. A migration that exceeds it fails and changes nothing. Statements of the
     * application that queue behind it wait as long.
     *
     * @param timeout at least one millisecond, at most {@link Integer#MAX_VALUE} of them
     * @return the changed migrations
     * @throws IllegalArgumentException if the timeout is shorter or longer
     */
    public Migrations withLockTimeout(Duration timeout) {
        return with(placeholders.withLockTimeout(Objects.requireNonNull(timeout, "timeout")));
    }

    /**
     * Sets the legacy column from which the addresses are copied. The default is {@code email_address} with all
     * addresses confirmed. If {@code users} has no such column, no object of the move is created.
     *
     * @param column with the conditions on its addresses
     * @return the changed migrations
     */
    public Migrations movingFrom(LegacyColumn column) {
        Objects.requireNonNull(column, "column");
        return with(placeholders.withLegacyColumn(column));
    }

    /**
     * Adds the roles {@code useremails_app} and {@code useremails_reader} with their grants. If they do not exist, the
     * role of the data source must have {@code createrole}.
     *
     * @return the changed migrations
     */
    public Migrations withRoles() {
        return new Migrations(dataSource, placeholders, true, withColumnUses, lastStep, contractWait);
    }

    /**
     * Adds the tables and functions that find uses of a column. A move requires them, so it adds them without this
     * call.
     *
     * @return the changed migrations
     */
    public Migrations withColumnUses() {
        return new Migrations(dataSource, placeholders, withRoles, true, lastStep, contractWait);
    }

    /**
     * Adds the two roles with other names.
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
     * Sets names, conditions and the lock timeout by the placeholders of {@code flyway.toml}. Other values do not
     * change.
     *
     * @param values by the names of the placeholders, such as {@code legacy_column}
     * @return the changed migrations
     * @throws IllegalArgumentException if there is no such placeholder, or a value is not allowed
     */
    public Migrations withPlaceholders(Map<String, String> values) {
        return with(placeholders.with(values));
    }

    /**
     * Returns the values of the placeholders.
     *
     * @return the values by the names of {@code flyway.toml}
     */
    public Map<String, String> placeholders() {
        return placeholders.values();
    }

    /**
     * Replaces placeholders by the names, the conditions and the lock timeout, as {@link #migrate()} does in its
     * scripts.
     *
     * @param sql with placeholders, such as <code>${schema}</code>
     * @return the same without placeholders
     * @throws IllegalArgumentException if there is no such placeholder
     */
    public String rendered(String sql) {
        return placeholders.render(sql);
    }

    /**
     * Adds the last step of the move, which drops the legacy column for good. {@link #migrate()} fails, and lists every
     * reason, while anything still needs the column. It also fails unless the verification passed at least 7 days ago
     * and uses of the column have been observed since. If the users table is empty or has no legacy column, it does not
     * wait.
     *
     * <p>The contract runs alone: if users have a legacy column, {@link #migrate()} throws while other versioned
     * scripts are pending.
     *
     * @return the changed migrations
     */
    public Migrations withContract() {
        return upTo(MoveStep.CONTRACT);
    }

    /**
     * Sets the time that must have passed since the verification, and for which uses of the column must have been
     * observed, before the contract runs. The default is setting {@code useremails.contract_wait} of the session, or
     * 7 days. The connections that {@link #migrate()} takes from the data source keep this value in that setting.
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
     * Stops before the backfill: both sides are synchronized, but older addresses are not copied yet.
     *
     * @return the changed migrations
     */
    public Migrations upToForwarding() {
        return upTo(MoveStep.FORWARDING);
    }

    /**
     * Returns what {@link #migrate()} would run, and changes nothing.
     *
     * @return the scripts in their order; empty if all have run
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
     * Runs pending migrations. Each script runs in a transaction of its own. A second call changes nothing, and
     * concurrent calls wait for each other.
     *
     * <p>Run the application's own migrations first. If the class path has such migrations ({@code db/migration} of
     * Flyway, {@code db/changelog} of Liquibase), but the database has neither their history nor the users table,
     * this call throws before it changes anything. It also throws if a role that owns neither the schema nor the
     * database has created an operator or a function there with the name of one of PostgreSQL's own.
     *
     * @return how many scripts ran
     * @throws org.flywaydb.core.api.FlywayException if a script fails: it leaves nothing behind, and the scripts
     *     before it remain. Before the first script, if the application's own migrations must run first or if the role
     *     may not read the history. After the last script, if other sessions shared the connection meanwhile, as
     *     through PgBouncer
     */
    public int migrate() {
        UsersTable users = placeholders.users();
        // First, because any query of a session may run an object that another role created in a schema of its path.
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
        // The same configuration as flyway.toml, which documents each setting.
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
