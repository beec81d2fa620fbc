package io.github.useremails.persistence;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.EmailConfirmations;
import io.github.useremails.domain.InstitutionRosters;
import io.github.useremails.domain.MergePlan;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmails;
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
 * <p>Who owns the transaction shows where the object is made. {@link #over} takes connections from a pool: each lookup
 * is a statement by itself and each change a transaction of its own, repeated a bounded number of times after a
 * deadlock or a serialization failure. The isolation is the pool's; read committed is enough, and best for changes:
 * with a stricter one, a change that waited for another sees the user as it was before.
 *
 * <p>{@link #joining} works on the connection of the application's own jOOQ configuration: everything happens in the
 * transaction that runs there, which it never begins, commits or rolls back, and nothing is repeated.
 *
 * <p>After an error in a joined transaction, roll it back: PostgreSQL accepts nothing else in it. A nested jOOQ
 * transaction around the call makes a savepoint to go back to.
 *
 * <p>SQL is rendered once, when the object is made. No state is kept in the session and none in the object, so it is
 * safe for many threads and behind PgBouncer in transaction mode.
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
     * <p>Not for a data source that hands out the connection of a running transaction, such as Spring's
     * {@code TransactionAwareDataSourceProxy}: its transaction would be committed here. Use {@link #joining}.
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
        return rendered(new PooledConnections(dataSource, new Repetition(settings.attempts())), settings);
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
        Connections joined = new JoinedConnection(transaction.connectionProvider());
        return new JooqUsers(joined, queries, settings);
    }

    private static JooqUsers rendered(Connections connections, UsersSettings settings) {
        return new JooqUsers(connections, Queries.rendered(settings), settings);
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
        return new JooqRosters(
                connections, queries.rosterStaging(), queries.rosterBatches(), queries.rosterReports(), this::now);
    }

    @Override
    public Optional<User> find(UserId id) {
        Objects.requireNonNull(id, "id");
        return connections.separately(connection -> queries.lookups().find(connection, id));
    }

    @Override
    public Map<UserId, User> findAll(Collection<UserId> ids) {
        List<UserId> distinct = Distinct.of(ids, "ids");
        if (distinct.isEmpty()) {
            return Map.of();
        }
        return connections.separately(connection -> queries.lookups().findAll(connection, distinct));
    }

    @Override
    public Optional<User> withEmail(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return connections.separately(connection -> queries.lookups().withEmail(connection, address));
    }

    @Override
    public Optional<User> withPrimaryEmail(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return connections.separately(connection -> queries.lookups().withPrimaryEmail(connection, address));
    }

    @Override
    public Optional<User> withInstitutionManagedEmail(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return connections.separately(connection -> queries.lookups().withInstitutionManagedEmail(connection, address));
    }

    @Override
    public Map<EmailAddress, User> withEmails(Collection<EmailAddress> addresses) {
        List<EmailAddress> distinct = Distinct.of(addresses, "addresses");
        if (distinct.isEmpty()) {
            return Map.of();
        }
        return connections.separately(connection -> queries.lookups().withEmails(connection, distinct));
    }

    @Override
    public Optional<EmailAddress> primaryEmail(UserId id) {
        Objects.requireNonNull(id, "id");
        return connections.separately(connection -> queries.addresses().primaryEmail(connection, id));
    }

    @Override
    public Map<UserId, EmailAddress> primaryEmails(Collection<UserId> ids) {
        List<UserId> distinct = Distinct.of(ids, "ids");
        if (distinct.isEmpty()) {
            return Map.of();
        }
        return connections.separately(connection -> queries.addresses().primaryEmails(connection, distinct));
    }

    @Override
    public Optional<EmailAddress> institutionManagedEmail(UserId id) {
        Objects.requireNonNull(id, "id");
        return connections.separately(connection -> queries.addresses().institutionManagedEmail(connection, id));
    }

    @Override
    public Map<UserId, EmailAddress> institutionManagedEmails(Collection<UserId> ids) {
        List<UserId> distinct = Distinct.of(ids, "ids");
        if (distinct.isEmpty()) {
            return Map.of();
        }
        return connections.separately(connection -> queries.addresses().institutionManagedEmails(connection, distinct));
    }

    @Override
    public List<UserEmails> firstPage(int size) {
        UserPages.checkSize(size);
        return connections.separately(connection -> queries.pages().from(connection, Long.MIN_VALUE, size));
    }

    @Override
    public List<UserEmails> pageAfter(UserId last, int size) {
        Objects.requireNonNull(last, "last");
        UserPages.checkSize(size);
        if (last.value() == Long.MAX_VALUE) {
            return List.of();
        }
        return connections.separately(connection -> queries.pages().from(connection, last.value() + 1, size));
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
        return settings.listeners().isEmpty() ? connections.separately(work) : connections.together(work);
    }

    /** What PostgreSQL can keep, so that what is returned equals what is read later. */
    private Instant now() {
        return settings.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
