package io.github.useremails.persistence;

import io.github.useremails.domain.EmailAddressLimits;
import io.github.useremails.domain.outbox.OutboxRetries;
import io.github.useremails.persistence.internal.jdbc.CircuitBreaker;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.PooledConnections;
import io.github.useremails.persistence.internal.jdbc.Replica;
import io.github.useremails.persistence.internal.outbox.OutboxStatements;
import io.github.useremails.persistence.internal.outbox.OutboxWriter;
import io.github.useremails.persistence.internal.sql.Rendering;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.persistence.replica.ReplicaSettings;
import io.github.useremails.persistence.spi.UserEmailListener;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of {@link PostgresUserEmails}.
 *
 * <pre>{@code
 * PostgresUserEmails emails = PostgresUserEmails.builder(dataSource)
 *         .schema("accounts")
 *         .table("people", "person_id")
 *         .recordEvents()
 *         .build();
 * }</pre>
 *
 * <p>A builder is not safe for use by several threads. It may build several entries.
 */
public final class PostgresUserEmailsBuilder {

    private static final int STANDARD_ATTEMPTS = 5;

    private final @Nullable DataSource pool;
    private final @Nullable Connections joined;
    private UsersTable table = UsersTable.standard();
    private InstantSource clock = Clock.systemUTC();
    private int attempts = STANDARD_ATTEMPTS;
    private EmailAddressLimits limits = EmailAddressLimits.standard();
    private final List<UserEmailListener> listeners = new ArrayList<>();
    private @Nullable OutboxRetries retries;
    private @Nullable DataSource replica;
    private ReplicaSettings replicaSettings = ReplicaSettings.standard();
    private boolean rejectsClaimedAddresses;
    private boolean legacyFallback;
    private boolean poolWithoutAutoCommit;

    PostgresUserEmailsBuilder(DataSource pool) {
        this.pool = pool;
        this.joined = null;
    }

    PostgresUserEmailsBuilder(Connections joined) {
        this.pool = null;
        this.joined = joined;
    }

    /**
     * Sets the schema of the users' table and of the module's tables, as given to the migrations. The default is
     * {@code public}.
     *
     * @param schema the name, without quotes
     * @return this builder
     * @throws IllegalArgumentException if the name is blank
     */
    public PostgresUserEmailsBuilder schema(String schema) {
        table = table.inSchema(schema);
        return this;
    }

    /**
     * Sets the application's table of users, as given to the migrations. The default is {@code users} with key
     * {@code id}.
     *
     * @param name the name of the table, without quotes
     * @param key the column by which users are known: {@code bigint} or {@code integer}
     * @return this builder
     * @throws IllegalArgumentException if a name is blank
     */
    public PostgresUserEmailsBuilder table(String name, String key) {
        table = new UsersTable(table.schema(), name, key);
        return this;
    }

    /**
     * Sets the clock that gives the time of changes. The default is the clock of the system.
     *
     * @param source such as one that a test can set
     * @return this builder
     */
    public PostgresUserEmailsBuilder clock(InstantSource source) {
        clock = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Sets how often a change is tried in all when a deadlock or a serialization failure undoes it. It has no effect in
     * joined transactions. The default is 5.
     *
     * @param number at least 1, which means that nothing is repeated
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public PostgresUserEmailsBuilder attempts(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("attempts must be at least 1");
        }
        attempts = number;
        return this;
    }

    /**
     * Sets how much one user may ask for. The default is {@link EmailAddressLimits#standard()}.
     *
     * @param value the limits
     * @return this builder
     */
    public PostgresUserEmailsBuilder limits(EmailAddressLimits value) {
        limits = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Adds a listener. Listeners are called inside the transactions of the changes, in the order in which they were
     * added.
     *
     * @param listener receives the events
     * @return this builder
     */
    public PostgresUserEmailsBuilder listener(UserEmailListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Records each event in the outbox, in the transaction of the change, with {@link OutboxRetries#standard()}. Entries
     * that only deliver need this setting, too.
     *
     * @return this builder
     */
    public PostgresUserEmailsBuilder recordEvents() {
        return recordEvents(OutboxRetries.standard());
    }

    /**
     * Records each event in the outbox, in the transaction of the change.
     *
     * @param value how often a message is tried
     * @return this builder
     */
    public PostgresUserEmailsBuilder recordEvents(OutboxRetries value) {
        retries = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Sends lookups to a streaming replica, with {@link ReplicaSettings#standard()}.
     *
     * @param dataSource a pool of connections to the replica
     * @return this builder
     */
    public PostgresUserEmailsBuilder replica(DataSource dataSource) {
        return replica(dataSource, ReplicaSettings.standard());
    }

    /**
     * Sends lookups to a streaming replica, whose answers may be old: {@link PostgresUserEmails#notBefore} bounds their
     * age, and {@link PostgresUserEmails#onPrimary} avoids the replica. Plans of merges, confirmations, rosters and all
     * changes stay on the primary.
     *
     * <p>Decisions about access belong on the primary: an address that the replica shows with one user may have another
     * owner since.
     *
     * <p>If the replica fails, cancels a lookup because of its replay, or lags behind a migration, the lookup goes to the
     * primary. A replica that failed is not used for a pause.
     *
     * @param dataSource a pool of connections to the replica
     * @param settings how lookups react to its failures
     * @return this builder
     */
    public PostgresUserEmailsBuilder replica(DataSource dataSource, ReplicaSettings settings) {
        replica = Objects.requireNonNull(dataSource, "dataSource");
        replicaSettings = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /**
     * Rejects a change that enters an address of another user with an
     * {@link io.github.useremails.domain.EmailAddressClaimedException}. This is for trusted callers, such as support staff
     * or an import: to anybody else it would reveal who has an account. Without listeners, a change that enters an
     * address takes two more round trips.
     *
     * @return this builder
     */
    public PostgresUserEmailsBuilder rejectClaimedAddresses() {
        rejectsClaimedAddresses = true;
        return this;
    }

    /**
     * Shows users who are not copied yet with the address of the legacy column. For releases that read while the backfill
     * of a move is running; changes see the copied addresses only. Remove the setting after the verification, and before
     * the contract, which drops the view that it needs.
     *
     * <p>Lookups by address read the whole table of users, unless it has an index on
     * {@code ((normalized_email_address(email_address) collate "C"))}.
     *
     * @return this builder
     */
    public PostgresUserEmailsBuilder legacyFallback() {
        legacyFallback = true;
        return this;
    }

    /**
     * Accepts connections with auto-commit off, for a pool that hands out every connection like that. Without this
     * setting the library refuses them, since such a connection may belong to a transaction of the application, which the
     * library would commit. A {@code HikariDataSource} that is passed directly does not need the setting.
     *
     * <p>The library still refuses a connection on which a transaction is running, and a connection of Spring's
     * {@code TransactionAwareDataSourceProxy}. It cannot recognize the transaction of another proxy before its first
     * statement: pass the pool itself.
     *
     * @return this builder
     */
    public PostgresUserEmailsBuilder poolWithoutAutoCommit() {
        poolWithoutAutoCommit = true;
        return this;
    }

    /**
     * Builds the entry and renders its SQL. No statement is sent.
     *
     * @return the entry
     * @throws IllegalStateException if a joined transaction is given a replica: it must see what it has written
     */
    public PostgresUserEmails build() {
        OutboxStatements outbox = new OutboxStatements(new Rendering(table));
        List<UserEmailListener> all = new ArrayList<>(listeners);
        if (retries != null) {
            all.add(new OutboxWriter(outbox));
        }
        return new Assembly(table, clock, limits, all, rejectsClaimedAddresses, legacyFallback)
                .emails(connections(), outbox, retries);
    }

    private Connections connections() {
        if (pool == null) {
            if (replica != null) {
                throw new IllegalStateException("lookups in a transaction of the application belong to it: they see "
                        + "what it has written, and a replica does not");
            }
            return Objects.requireNonNull(joined);
        }
        PooledConnections primary = PooledConnections.of(pool, attempts, poolWithoutAutoCommit);
        return replica == null
                ? primary
                : primary.withReplica(new Replica(
                        PooledConnections.of(replica, 1, poolWithoutAutoCommit),
                        new CircuitBreaker(clock, replicaSettings.pause()),
                        replicaSettings.onSuspended()));
    }
}
