package io.github.useremails.persistence;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.MergePlan;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.Configuration;

/**
 * The users of a PostgreSQL database, 15 or newer.
 *
 * <pre>{@code
 * Users users = JooqUsers.over(dataSource);
 * Optional<User> owner = users.withEmail("ann@school.edu");
 * }</pre>
 *
 * <p>The factory method decides who owns the transaction. {@link #over} takes connections from a pool: each lookup is a
 * statement by itself and each change a transaction of its own, retried a bounded number of times after a deadlock or a
 * serialization failure. The isolation is the pool's; read committed is enough, and best for changes: with a stricter
 * one, a change that waited for another sees the user as it was before. A connection that may belong to a transaction of
 * the application is refused with an {@link IllegalStateException}, before any statement is sent.
 *
 * <p>{@link #joining} works on the connection of the application's own jOOQ configuration: everything happens in the
 * transaction that runs there, which it never begins, commits or rolls back, and nothing is retried. Each change sets a
 * savepoint. A change that fails is undone to it, so the application can catch the error and continue its transaction.
 *
 * <p>{@link #withReplica} sends lookups to a streaming replica.
 *
 * <p>SQL is rendered once, when the object is made. No state is kept in the session and none in the object but whether a
 * replica failed, so it is safe for many threads and behind PgBouncer in transaction mode.
 */
public final class JooqUsers implements Users {

    private final Connections connections;
    private final Queries queries;
    private final UsersSettings settings;

    private JooqUsers(Connections connections, Queries queries, UsersSettings settings) {
        this.connections = connections;
        this.queries = queries;
        this.settings = settings;
    }

    /**
     * Users over a pool of connections, in transactions of their own, with {@link UsersSettings#standard()}.
     *
     * <p>Not for use inside a transaction of a data source that hands out its connection, such as Spring's
     * {@code TransactionAwareDataSourceProxy}: each call then throws an {@link IllegalStateException}. Use
     * {@link #joining}. A pool with auto-commit off, other than a {@code HikariDataSource}, needs
     * {@link UsersSettings#withPoolWithoutAutoCommit()}.
     *
     * @param dataSource gives connections, preferably from a pool
     * @return the users
     */
    public static JooqUsers over(DataSource dataSource) {
        return over(dataSource, UsersSettings.standard());
    }

    /**
     * Users over a pool of connections, in transactions of their own.
     *
     * @param dataSource gives connections, preferably from a pool
     * @param settings what differs from the standard
     * @return the users
     */
    public static JooqUsers over(DataSource dataSource, UsersSettings settings) {
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(settings, "settings");
        return rendered(PooledConnections.over(dataSource, settings), settings);
    }

    /**
     * Users in the transactions of a jOOQ configuration, with {@link UsersSettings#standard()}.
     *
     * @param configuration of the application; only its connection provider is used
     * @return the users
     */
    public static JooqUsers joining(Configuration configuration) {
        return joining(configuration, UsersSettings.standard());
    }

    /**
     * Users in the transactions of a jOOQ configuration. To join one transaction after the other, make the object once
     * and go on with {@link #in}, which renders nothing again.
     *
     * @param configuration of the application; only its connection provider is used
     * @param settings what differs from the standard; the attempts do not apply
     * @return the users
     */
    public static JooqUsers joining(Configuration configuration, UsersSettings settings) {
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(settings, "settings");
        return rendered(new JoinedConnection(configuration.connectionProvider()), settings);
    }

    /**
     * The same users inside a transaction that the application has begun.
     *
     * <pre>{@code
     * jooq.transaction(transaction -> {
     *     User user = users.in(transaction).register(address);
     *     ...
     * });
     * }</pre>
     *
     * @param transaction the configuration that jOOQ hands to the transaction's body
     * @return the users, for use inside the body only
     */
    public JooqUsers in(Configuration transaction) {
        Objects.requireNonNull(transaction, "transaction");
        return with(new JoinedConnection(transaction.connectionProvider()));
    }

    private static JooqUsers rendered(Connections connections, UsersSettings settings) {
        return new JooqUsers(connections, Queries.rendered(settings), settings);
    }

    /**
     * The same with a replica for lookups, with {@link ReplicaSettings#standard()}.
     *
     * @param replica gives connections to a streaming replica, from a pool of its own
     * @return the users
     */
    public JooqUsers withReplica(DataSource replica) {
        return withReplica(replica, ReplicaSettings.standard());
    }

    /**
     * The same with a replica for lookups. Its answers may be old; {@link #notBefore} says how old at most, and
     * {@link #onPrimary} avoids it. Plans of merges, confirmations, rosters and all changes stay on the primary.
     *
     * <p>What decides who gets in belongs on the primary: an address that the replica shows with one user may have got
     * another owner since.
     *
     * <p>If the replica fails, the lookup goes to the primary, also if the replica interrupts the lookup for its replay or
     * is behind a migration. A replica that failed is not used for a pause.
     *
     * @param replica gives connections to a streaming replica, from a pool of its own
     * @param replicaSettings what differs from the standard
     * @return the users
     * @throws IllegalStateException for users who join the application's transactions
     */
    public JooqUsers withReplica(DataSource replica, ReplicaSettings replicaSettings) {
        Objects.requireNonNull(replica, "replica");
        Objects.requireNonNull(replicaSettings, "replicaSettings");
        return with(connections.withReplica(new Replica(
                PooledConnections.overReplica(replica, settings),
                new Availability(settings.clock(), replicaSettings.pause()),
                replicaSettings.whenSetAside())));
    }

    /**
     * The same without a replica, for lookups that must see everything.
     *
     * @return the users
     */
    public JooqUsers onPrimary() {
        return with(connections.onPrimary());
    }

    /**
     * The same for lookups that must see what was written up to a position: the replica is asked whether it has come so
     * far, in the round trip of the lookup, and if not, the primary. Costs nothing to make. Of two positions the later
     * counts. Without a replica it changes nothing, also for a replica that is given later.
     *
     * @param position of the last write that must be seen
     * @return the users
     */
    public JooqUsers notBefore(WritePosition position) {
        Objects.requireNonNull(position, "position");
        return with(connections.notBefore(position));
    }

    /**
     * Tells how far the primary has written. Asked after a change was made, it is a position for {@link #notBefore} that
     * includes the change. One round trip.
     *
     * @return the position
     * @throws IllegalStateException inside a transaction that has written: its position is only known after the commit
     */
    public WritePosition writePosition() {
        return connections.separately(Replay::written);
    }

    private JooqUsers with(Connections others) {
        return new JooqUsers(others, queries, settings);
    }

    /**
     * Confirmations of the same users' addresses, in the same transactions.
     *
     * @return the confirmations
     */
    public EmailConfirmations confirmations() {
        return new JooqConfirmations(connections, queries, settings.limits().unconfirmedValidity(), this::now);
    }

    /**
     * Rosters of institutions, over the same users. In a joined transaction everything happens in that one.
     *
     * @return the rosters
     */
    public InstitutionRosters rosters() {
        return new JooqRosters(connections, queries, this::now);
    }

    @Override
    public Optional<User> find(UserId id) {
        Objects.requireNonNull(id, "id");
        return connections.reading(reading -> queries.lookups().find(reading, id));
    }

    @Override
    public Map<UserId, User> findAll(Collection<UserId> ids) {
        return new BulkLookup<>(queries.lookups()::findAll).of(ids, "ids", connections);
    }

    @Override
    public Optional<User> withEmail(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return connections.reading(reading -> queries.lookups().withEmail(reading, address));
    }

    @Override
    public Optional<User> withPrimaryEmail(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return connections.reading(reading -> queries.lookups().withPrimaryEmail(reading, address));
    }

    @Override
    public Optional<User> withInstitutionManagedEmail(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return connections.reading(reading -> queries.lookups().withInstitutionManagedEmail(reading, address));
    }

    @Override
    public Map<EmailAddress, User> withEmails(Collection<EmailAddress> addresses) {
        return new BulkLookup<>(queries.lookups()::withEmails).of(addresses, "addresses", connections);
    }

    @Override
    public Optional<EmailAddress> primaryEmail(UserId id) {
        Objects.requireNonNull(id, "id");
        return connections.reading(reading -> queries.addresses().primaryEmail(reading, id));
    }

    @Override
    public Map<UserId, EmailAddress> primaryEmails(Collection<UserId> ids) {
        return new BulkLookup<>(queries.addresses()::primaryEmails).of(ids, "ids", connections);
    }

    @Override
    public Optional<EmailAddress> institutionManagedEmail(UserId id) {
        Objects.requireNonNull(id, "id");
        return connections.reading(reading -> queries.addresses().institutionManagedEmail(reading, id));
    }

    @Override
    public Map<UserId, EmailAddress> institutionManagedEmails(Collection<UserId> ids) {
        return new BulkLookup<>(queries.addresses()::institutionManagedEmails).of(ids, "ids", connections);
    }

    @Override
    public List<UserSummary> firstPage(int size) {
        UserPages.checkSize(size);
        return connections.reading(reading -> queries.pages().from(reading, Long.MIN_VALUE, size));
    }

    @Override
    public List<UserSummary> pageAfter(UserId last, int size) {
        Objects.requireNonNull(last, "last");
        UserPages.checkSize(size);
        if (last.value() == Long.MAX_VALUE) {
            return List.of();
        }
        return connections.reading(reading -> queries.pages().from(reading, last.value() + 1, size));
    }

    @Override
    public User register(EmailAddress first) {
        Objects.requireNonNull(first, "first");
        return withListeners(connection -> queries.registration().register(connection, first, now()));
    }

    @Override
    public User update(UserId id, UserChange change) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(change, "change");
        return connections.together(
                (connection, ending) -> queries.changes().update(connection, id, change, this::now, ending));
    }

    @Override
    public MergePlan planMerge(UserId from, UserId into) {
        requireTwo(from, into);
        return connections.separately(connection -> queries.merge().plan(connection, from, into));
    }

    @Override
    public MergePlan merge(UserId from, UserId into) {
        requireTwo(from, into);
        return connections.together(connection -> queries.merge().merge(connection, from, into, now()));
    }

    private static void requireTwo(UserId from, UserId into) {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(into, "into");
        if (from.equals(into)) {
            throw new IllegalArgumentException("a user cannot be merged into itself");
        }
    }

    @Override
    public void erase(UserId id) {
        Objects.requireNonNull(id, "id");
        boolean unused = withListeners(connection -> queries.erasure().erase(connection, id));
    }

    /** Work whose last statement does it all needs no transaction, unless somebody else is to write in it. */
    private <T> T withListeners(Connections.Work<T> work) {
        return settings.listeners().isEmpty() ? connections.alone(work) : connections.together(work);
    }

    /** What PostgreSQL can keep, so that what is returned equals what is read later. */
    private Instant now() {
        return settings.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
