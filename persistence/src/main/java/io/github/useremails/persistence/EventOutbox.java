package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_OUTBOX;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.schema.tables.UserEmailOutbox;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;

/**
 * Events that are kept with the change and delivered after the commit, at least once each, and in their order for each
 * user.
 *
 * <pre>{@code
 * EventOutbox outbox = EventOutbox.over(dataSource, settings);
 * JooqUsers users = JooqUsers.over(dataSource, settings.withListener(outbox));
 *
 * for (OutboxMessage message : outbox.claim(100, Duration.ofMinutes(1))) {
 *     send(message.event());
 *     outbox.acknowledge(message);
 * }
 * }</pre>
 *
 * <p>Any number of processes may deliver. Of the messages of one user, only the first can be claimed, so a message that
 * cannot be delivered holds back the later ones of the same user, and of no other. A message that was claimed and not
 * acknowledged in time is given out again: a process may have died before it was sent, or after. What another user did,
 * {@link UserEmailEvent.EnteredByAnother}, stands outside of the order.
 */
public final class EventOutbox implements UserEmailListener {

    private static final int MOST = 1_000;
    private static final UserEmailOutbox O = USER_EMAIL_OUTBOX.as("o");

    private final Connections connections;
    private final InstantSource clock;
    private final Statement insert;
    private final Statement claim;
    private final Statement delete;

    private EventOutbox(Connections connections, UsersSettings settings) {
        this.connections = connections;
        this.clock = settings.clock();
        Rendering rendering = new Rendering(settings.table());
        insert = rendering.statement(insertOne());
        claim = rendering.statement(claimFirst());
        delete = rendering.statement(deleteOne());
    }

    /**
     * The outbox of a database.
     *
     * @param dataSource gives connections, preferably from a pool
     * @param settings the schema and the clock; the same as of the users
     * @return the outbox, also to be registered as a listener
     */
    public static EventOutbox over(DataSource dataSource, UsersSettings settings) {
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(settings, "settings");
        return new EventOutbox(new PooledConnections(dataSource, new Repetition(settings.attempts())), settings);
    }

    /**
     * Keeps an event, in the transaction of the change.
     *
     * @param event what happened
     * @param connection of the running transaction
     */
    @Override
    public void on(UserEmailEvent event, Connection connection) throws SQLException {
        OutboxRow row = OutboxRow.of(event);
        StatementSequence one = new StatementSequence();
        one.add(
                insert,
                row.user().value(),
                row.kind(),
                row.address(),
                row.previous(),
                row.reachable(),
                timestamp(now()));
        one.execute(connection, Ending.NONE);
    }

    /**
     * Takes messages to deliver: the first of each user that nobody else is delivering. One round trip.
     *
     * @param most how many at most, from 1 to 1,000
     * @param lease how long nobody else gets them; longer than the delivery takes
     * @return the messages, the oldest first; empty if there is nothing to deliver at the moment
     * @throws IllegalArgumentException if {@code most} is out of bounds, or the lease is not positive
     */
    public List<OutboxMessage> claim(int most, Duration lease) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("most must be from 1 to " + MOST + ", but is " + most);
        }
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("the lease must be positive");
        }
        Instant now = now();
        return connections.separately(connection -> claim.query(
                connection,
                statement -> {
                    statement.setObject(1, timestamp(now.plus(lease)));
                    statement.setObject(2, timestamp(now));
                    statement.setInt(3, most);
                },
                EventOutbox::messages));
    }

    /**
     * Says that a message was delivered. It is not given out again, and the next one of the user can be. A message that
     * was acknowledged before is no error. One round trip.
     *
     * @param message the message
     */
    public void acknowledge(OutboxMessage message) {
        Objects.requireNonNull(message, "message");
        boolean unused = connections.separately(connection ->
                delete.query(connection, statement -> statement.setLong(1, message.id()), ResultSet::next));
    }

    private static Query insertOne() {
        UserEmailOutbox o = USER_EMAIL_OUTBOX;
        return insertInto(o, o.USER_ID, o.KIND, o.EMAIL_ADDRESS, o.PREVIOUS_EMAIL_ADDRESS, o.REACHABLE, o.CREATED_AT)
                .values(
                        value(o.USER_ID),
                        value(o.KIND),
                        value(o.EMAIL_ADDRESS),
                        value(o.PREVIOUS_EMAIL_ADDRESS),
                        value(o.REACHABLE),
                        value(o.CREATED_AT));
    }

    /**
     * What another user did is written without the lock of this one, so it has no place in the order: it may be
     * committed after messages with larger keys.
     *
     * <p>Asks by an array: how many the limit lets through is not known to the planner, which would hash the whole table.
     */
    private static Query claimFirst() {
        UserEmailOutbox free = USER_EMAIL_OUTBOX.as("free");
        UserEmailOutbox earlier = USER_EMAIL_OUTBOX.as("earlier");
        return update(O)
                .set(O.CLAIMED_UNTIL, value(O.CLAIMED_UNTIL))
                .where(O.ID.eq(any(array(select(free.ID)
                        .from(free)
                        .where(free.CLAIMED_UNTIL.isNull().or(free.CLAIMED_UNTIL.le(param("now", free.CLAIMED_UNTIL))))
                        .and(free.KIND
                                .eq(inline(OutboxRow.ENTERED_BY_ANOTHER))
                                .or(notExists(selectOne()
                                        .from(earlier)
                                        .where(earlier.USER_ID.eq(free.USER_ID))
                                        .and(earlier.ID.lt(free.ID))
                                        .and(earlier.KIND.ne(inline(OutboxRow.ENTERED_BY_ANOTHER))))))
                        .orderBy(free.ID)
                        .limit(param("most", SQLDataType.INTEGER))
                        .forUpdate()
                        .skipLocked()))))
                .returningResult(O.ID, O.USER_ID, O.KIND, O.EMAIL_ADDRESS, O.PREVIOUS_EMAIL_ADDRESS, O.REACHABLE);
    }

    private static Query deleteOne() {
        return deleteFrom(O).where(O.ID.eq(value(O.ID))).returningResult(O.ID);
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
            messages.add(new OutboxMessage(rows.getLong(1), row.event()));
        }
        messages.sort(Comparator.comparingLong(OutboxMessage::id));
        return messages;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static <T> Field<T> value(Field<T> column) {
        return param(column.getName(), column);
    }
}
