package io.github.useremails.persistence;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Events that are kept with the change and delivered after the commit, at least once each, and in their order for each
 * user.
 *
 * <pre>{@code
 * EventOutbox outbox = EventOutbox.over(dataSource, settings);
 * JooqUsers users = JooqUsers.over(dataSource, settings.withListener(outbox));
 *
 * for (OutboxMessage message : outbox.claim(100, Duration.ofMinutes(1))) {
 *     try {
 *         send(message.event());
 *         outbox.acknowledge(message);
 *     } catch (MailException e) {
 *         outbox.retryLater(message);
 *     }
 * }
 * }</pre>
 *
 * <p>Any number of processes may deliver. Of the messages of one user, only the first can be claimed, so a message that
 * cannot be delivered holds back the later ones of the same user, and of no other, until it is set apart after
 * {@link OutboxRetries#attempts()}. A message that was claimed and not acknowledged in time is given out again: a process
 * may have died before it was sent, or after. Leases are measured by the clock of the database.
 * {@link UserEmailEvent.EnteredByAnother} is what another user did, and has no place in the order.
 *
 * <p>A message of a kind that this version of the library does not know stays where it is, for a newer version. It holds
 * back the later messages of its user, and nobody else's.
 */
public final class EventOutbox implements UserEmailListener {

    private static final int MOST = 1_000;

    private final Connections connections;
    private final OutboxStatements statements;
    private final OutboxRetries retries;

    private EventOutbox(Connections connections, OutboxStatements statements, OutboxRetries retries) {
        this.connections = connections;
        this.statements = statements;
        this.retries = retries;
    }

    /**
     * The outbox of a database, with {@link OutboxRetries#standard()}.
     *
     * @param dataSource gives connections, preferably from a pool; never that of a running transaction, which is refused
     *     as by {@link JooqUsers#over(DataSource)}
     * @param settings the schema; the same as of the users
     * @return the outbox, also to be registered as a listener
     */
    public static EventOutbox over(DataSource dataSource, UsersSettings settings) {
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(settings, "settings");
        return new EventOutbox(
                PooledConnections.over(dataSource, settings),
                new OutboxStatements(new Rendering(settings.table())),
                OutboxRetries.standard());
    }

    /**
     * The same outbox with other retries.
     *
     * @param other how often a message is tried
     * @return the outbox
     */
    public EventOutbox withRetries(OutboxRetries other) {
        Objects.requireNonNull(other, "other");
        return new EventOutbox(connections, statements, other);
    }

    /**
     * Keeps an event, in the transaction of the change.
     *
     * @param event what happened
     * @param connection of the running transaction
     */
    @Override
    public void on(UserEmailEvent event, Connection connection) throws SQLException {
        onAll(List.of(event), connection);
    }

    /**
     * Keeps all events of a change in one statement, so that one event more takes no more round trips.
     *
     * @param events what happened
     * @param connection of the running transaction
     */
    @Override
    public void onAll(List<UserEmailEvent> events, Connection connection) throws SQLException {
        List<OutboxRow> rows = events.stream().map(OutboxRow::of).toList();
        boolean unused = statements.insert().query(connection, OutboxRow.parameters(connection, rows), ResultSet::next);
    }

    /**
     * Takes messages to deliver: the first of each user that nobody else is delivering. One round trip.
     *
     * <p>The oldest messages come first. Where most of them cannot be given out, because they wait for an earlier one of
     * the same user, the rest are the first messages of other users, in no particular order.
     *
     * @param most how many at most, from 1 to 1,000
     * @param lease how long nobody else gets them; longer than the delivery takes
     * @return the messages, the oldest first; empty if there is nothing to deliver at the moment
     * @throws IllegalArgumentException if {@code most} is out of bounds, or the lease is not positive
     */
    public List<OutboxMessage> claim(int most, Duration lease) {
        checkSize(most);
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("the lease must be positive");
        }
        return connections.separately(connection -> statements
                .claim()
                .query(
                        connection,
                        statement -> {
                            statement.setArray(1, connection.createArrayOf("text", OutboxRow.KINDS.toArray()));
                            statement.setInt(2, most);
                            statement.setDouble(3, seconds(lease));
                            statement.setInt(4, retries.attempts());
                        },
                        EventOutbox::messages));
    }

    /**
     * Reports that a message was delivered. It is not given out again, and the next one of the user can be. A message
     * that was acknowledged before is not an error. One round trip.
     *
     * @param message the message
     */
    public void acknowledge(OutboxMessage message) {
        Objects.requireNonNull(message, "message");
        acknowledge(List.of(message));
    }

    /**
     * Reports that messages were delivered, as {@link #acknowledge(OutboxMessage)} does for one. One round trip.
     *
     * @param messages the messages
     */
    public void acknowledge(Collection<OutboxMessage> messages) {
        Long[] ids = messages.stream().map(OutboxMessage::id).toArray(Long[]::new);
        if (ids.length == 0) {
            return;
        }
        boolean unused = connections.separately(connection -> statements
                .delete()
                .query(
                        connection,
                        statement -> statement.setArray(1, connection.createArrayOf("bigint", ids)),
                        ResultSet::next));
    }

    /**
     * Reports that a message could not be delivered. It is given out again after a pause that doubles with each attempt,
     * and holds back the later messages of its user until then. After the last attempt it is set apart, and the later
     * messages are delivered without it. Does nothing if somebody else has the message by now. One round trip.
     *
     * @param message the message, as it was claimed
     */
    public void retryLater(OutboxMessage message) {
        Objects.requireNonNull(message, "message");
        boolean unused = connections.separately(connection -> statements
                .retry()
                .query(
                        connection,
                        statement -> {
                            statement.setDouble(1, seconds(retries.pauseAfter(message.attempt())));
                            statement.setInt(2, retries.attempts());
                            statement.setLong(3, message.id());
                            statement.setInt(4, message.attempt());
                        },
                        ResultSet::next));
    }

    /**
     * Lists messages that were set apart after too many attempts. To deliver one nevertheless, {@link #release} it; to
     * give it up, {@link #acknowledge(OutboxMessage)} it. One round trip.
     *
     * @param most how many at most, from 1 to 1,000
     * @return the messages, the oldest first
     * @throws IllegalArgumentException if {@code most} is out of bounds
     */
    public List<OutboxMessage> setApart(int most) {
        checkSize(most);
        return connections.separately(connection -> statements
                .setApart()
                .query(
                        connection,
                        statement -> {
                            statement.setArray(1, connection.createArrayOf("text", OutboxRow.KINDS.toArray()));
                            statement.setInt(2, most);
                        },
                        EventOutbox::messages));
    }

    /**
     * Returns a message that was set apart to the others, with all its attempts. It may come after later messages of the
     * same user. One round trip.
     *
     * @param message the message
     * @return whether it was set apart until now
     */
    public boolean release(OutboxMessage message) {
        Objects.requireNonNull(message, "message");
        return connections.separately(connection -> statements
                .release()
                .query(connection, statement -> statement.setLong(1, message.id()), ResultSet::next));
    }

    private static void checkSize(int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("most must be from 1 to " + MOST + ", but is " + most);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toSeconds() + duration.toNanosPart() / 1e9;
    }

    private static List<OutboxMessage> messages(ResultSet rows) throws SQLException {
        List<OutboxMessage> messages = new ArrayList<>();
        while (rows.next()) {
            OutboxRow row = new OutboxRow(
                    new UserId(rows.getLong(2)),
                    rows.getString(3),
                    rows.getString(4),
                    rows.getString(5),
                    rows.getBoolean(6));
            messages.add(new OutboxMessage(rows.getLong(1), rows.getInt(7), row.event()));
        }
        messages.sort(Comparator.comparingLong(OutboxMessage::id));
        return messages;
    }
}
