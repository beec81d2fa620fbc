package io.github.useremails.persistence;

import io.github.useremails.domain.Users;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.upkeep.Upkeep;
import io.github.useremails.persistence.internal.confirmation.PostgresConfirmations;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.JoinedTransaction;
import io.github.useremails.persistence.internal.jdbc.WalPositions;
import io.github.useremails.persistence.internal.outbox.PostgresOutbox;
import io.github.useremails.persistence.internal.roster.PostgresRosters;
import io.github.useremails.persistence.internal.upkeep.PostgresUpkeep;
import io.github.useremails.persistence.replica.WritePosition;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.Configuration;

/**
 * The entry to users and their email addresses in a PostgreSQL database, version 15 or newer.
 *
 * <pre>{@code
 * PostgresUserEmails emails = PostgresUserEmails.over(dataSource);
 * Optional<User> owner = emails.users().withEmail(EmailAddress.parse("ann@school.edu"));
 * }</pre>
 *
 * <p>The factory method decides who owns the transaction:
 *
 * <ul>
 *   <li>{@link #over} and {@link #builder(DataSource)} take connections from a pool. Each lookup is one statement, and
 *       each change one transaction, which is repeated a bounded number of times after a deadlock or a serialization
 *       failure. The isolation level is the pool's. Read committed suffices and is best for changes: under a stricter
 *       level, a change that waited for another one reads the user as it was before. The library refuses a connection that
 *       may belong to a transaction of the application with an {@link IllegalStateException}, before it sends a
 *       statement.
 *   <li>{@link #joining}, {@link #builder(Configuration)} and {@link #in} work on the connection of the application's own
 *       jOOQ configuration. Everything happens in the transaction that runs there. The library never begins, commits or
 *       rolls back that transaction, and repeats nothing. Each change sets a savepoint and rolls back to it when it
 *       fails, so the application can catch the error and continue its transaction.
 * </ul>
 *
 * <p>SQL is rendered once, when the object is built. The only state is whether a replica failed, so instances are safe
 * for use by many threads, and behind PgBouncer in transaction mode.
 */
public final class PostgresUserEmails {

    private final Connections connections;
    private final PostgresUsers users;
    private final PostgresConfirmations confirmations;
    private final PostgresRosters rosters;
    private final PostgresUpkeep upkeep;
    private final PostgresOutbox outbox;
    private final boolean recordsEvents;

    PostgresUserEmails(
            Connections connections,
            PostgresUsers users,
            PostgresConfirmations confirmations,
            PostgresRosters rosters,
            PostgresUpkeep upkeep,
            PostgresOutbox outbox,
            boolean recordsEvents) {
        this.connections = connections;
        this.users = users;
        this.confirmations = confirmations;
        this.rosters = rosters;
        this.upkeep = upkeep;
        this.outbox = outbox;
        this.recordsEvents = recordsEvents;
    }

    /**
     * Returns an entry over a pool, with the settings that {@link PostgresUserEmailsBuilder} starts with.
     *
     * @param dataSource a pool, never the data source of a running transaction such as Spring's
     *     {@code TransactionAwareDataSourceProxy}
     * @return the entry
     */
    public static PostgresUserEmails over(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /**
     * Returns an entry that joins the transactions of a jOOQ configuration, with the settings that
     * {@link PostgresUserEmailsBuilder} starts with.
     *
     * @param configuration the application's; only its connection provider is used
     * @return the entry
     */
    public static PostgresUserEmails joining(Configuration configuration) {
        return builder(configuration).build();
    }

    /**
     * Returns a builder of an entry over a pool.
     *
     * @param dataSource a pool, never the data source of a running transaction
     * @return the builder
     */
    public static PostgresUserEmailsBuilder builder(DataSource dataSource) {
        return new PostgresUserEmailsBuilder(Objects.requireNonNull(dataSource, "dataSource"));
    }

    /**
     * Returns a builder of an entry that joins the transactions of a jOOQ configuration. To join one transaction after
     * another, build the entry once and call {@link #in}, which does not render SQL again.
     *
     * @param configuration the application's; only its connection provider is used
     * @return the builder
     */
    public static PostgresUserEmailsBuilder builder(Configuration configuration) {
        Objects.requireNonNull(configuration, "configuration");
        return new PostgresUserEmailsBuilder(new JoinedTransaction(configuration.connectionProvider()));
    }

    /**
     * Returns the same entry inside a transaction that the application has begun.
     *
     * <pre>{@code
     * jooq.transaction(transaction -> {
     *     User user = emails.in(transaction).users().register(address);
     *     ...
     * });
     * }</pre>
     *
     * @param transaction the configuration that jOOQ passes to the body of the transaction
     * @return the entry, for use inside the body only
     */
    public PostgresUserEmails in(Configuration transaction) {
        Objects.requireNonNull(transaction, "transaction");
        return on(new JoinedTransaction(transaction.connectionProvider()));
    }

    /**
     * Returns the same entry without its replica, for lookups that must see every committed write.
     *
     * @return the entry
     */
    public PostgresUserEmails onPrimary() {
        return on(connections.onPrimary());
    }

    /**
     * Returns the same entry for lookups that must see everything written up to a position. The replica answers if it has
     * replayed the position, which the round trip of the lookup checks; otherwise the primary answers. Of two positions
     * the later one counts. Without a replica this has no effect.
     *
     * @param position the last write that must be visible
     * @return the entry
     */
    public PostgresUserEmails notBefore(WritePosition position) {
        Objects.requireNonNull(position, "position");
        return on(connections.notBefore(position));
    }

    /**
     * Reads how far the primary has written. Called after a change, it returns a position for {@link #notBefore} that
     * includes the change. One round trip.
     *
     * @return the position
     * @throws IllegalStateException inside a transaction that has written: its position is known only after the commit
     */
    public WritePosition writePosition() {
        return connections.onPrimary().lookup(WalPositions::written);
    }

    /**
     * Returns the users.
     *
     * @return lookups and changes of users
     */
    public Users users() {
        return users;
    }

    /**
     * Returns the confirmations of the same users' addresses, in the same transactions.
     *
     * @return tokens, and what they confirm
     */
    public EmailConfirmations confirmations() {
        return confirmations;
    }

    /**
     * Returns the rosters of institutions over the same users. In a joined transaction, all batches run in that one.
     *
     * @return the rosters
     */
    public InstitutionRosters rosters() {
        return rosters;
    }

    /**
     * Returns the outbox, to deliver the events that this entry, or another one, has recorded.
     *
     * @return the outbox
     * @throws IllegalStateException if this entry does not {@linkplain PostgresUserEmailsBuilder#recordEvents() record
     *     events}
     */
    public EventOutbox outbox() {
        if (!recordsEvents) {
            throw new IllegalStateException("no events are recorded: call recordEvents() on the builder");
        }
        return outbox;
    }

    /**
     * Returns the upkeep of the database.
     *
     * @return what removes expired data and checks the stored data
     */
    public Upkeep upkeep() {
        return upkeep;
    }

    private PostgresUserEmails on(Connections others) {
        return new PostgresUserEmails(
                others,
                users.on(others),
                confirmations.on(others),
                rosters.on(others),
                upkeep.on(others),
                outbox.on(others),
                recordsEvents);
    }
}
