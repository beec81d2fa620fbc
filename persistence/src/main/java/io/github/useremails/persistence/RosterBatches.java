package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USERS;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTER_LINES;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTER_RELEASES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import io.github.useremails.domain.institution.RosterConflict;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.schema.tables.UserEmailRosterLines;
import io.github.useremails.persistence.schema.tables.UserEmailRosterReleases;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Writes a planned roster, some users at a time: first what people get, then what is taken back. A user who cannot be
 * changed becomes a conflict, and holds nobody else back.
 */
final class RosterBatches {

    private static final UserEmailRosterLines L = USER_EMAIL_ROSTER_LINES;
    private static final UserEmailRosterReleases D = USER_EMAIL_ROSTER_RELEASES;

    /** Each failure is another user's success, so that this many in a row are not to be expected. */
    private static final int ATTEMPTS = 100;

    /** Why a user can still be managed although the roster does not name the user. */
    private static final Set<RosterConflict> OF_RELEASES =
            EnumSet.of(RosterConflict.LISTENER_FAILED, RosterConflict.LOCKED, RosterConflict.REFUSED_BY_DATABASE);

    private final UserLookups lookups;
    private final Listeners listeners;
    private final Part lines;
    private final Part releases;
    private final Statement lockUsers;

    /** One of the two tables of pending work: how to query it, the function that does it, and how to give up. */
    private record Part(Statement pending, Statement rest, Statement apply, Statement refuse, String keyType) {}

    /** A pending row, its user, and the rows with which it is written. */
    private record Row(long key, UserId user, long group) {}

    RosterBatches(Rendering rendering, UserLookups lookups, Listeners listeners) {
        this.lookups = lookups;
        this.listeners = listeners;
        Field<Long> roster = param("roster", L.ROSTER_ID);
        Field<Integer> most = param("most", SQLDataType.INTEGER);
        lines = new Part(
                rendering.statement(select(L.LINE, L.USER_ID, L.SETTLED_WITH)
                        .from(L)
                        .where(L.ROSTER_ID.eq(roster))
                        .and(L.PENDING)
                        .orderBy(L.SETTLED_WITH, L.LINE)
                        .limit(most)),
                rendering.statement(select(L.LINE, L.USER_ID, L.SETTLED_WITH)
                        .from(L)
                        .where(L.ROSTER_ID.eq(roster))
                        .and(L.PENDING)
                        .and(L.SETTLED_WITH.eq(param("group", L.SETTLED_WITH)))
                        .and(L.LINE.gt(param("last", L.LINE)))
                        .orderBy(L.SETTLED_WITH, L.LINE)
                        .limit(most)),
                apply(rendering, "apply_institution_roster_lines", SQLDataType.INTEGER),
                rendering.statement(update(L)
                        .set(L.OUTCOME, param("conflict", L.OUTCOME))
                        .set(L.PENDING, inline(false))
                        .set(L.USER_ID, inline(null, L.USER_ID))
                        .set(L.REPLACED_ADDRESS_ID, inline(null, L.REPLACED_ADDRESS_ID))
                        .set(L.VACATED_BY, inline(null, L.VACATED_BY))
                        .where(L.ROSTER_ID.eq(roster))
                        .and(L.LINE.eq(any(param("keys", SQLDataType.INTEGER.array()))))
                        .returningResult(L.LINE)),
                "integer");
        Statement pendingReleases =
                rendering.statement(select(D.USER_EMAIL_ADDRESS_ID, D.USER_ID, D.USER_EMAIL_ADDRESS_ID.as("alone"))
                        .from(D)
                        .where(D.ROSTER_ID.eq(roster))
                        .and(D.PENDING)
                        .orderBy(D.USER_EMAIL_ADDRESS_ID)
                        .limit(most));
        releases = new Part(
                pendingReleases,
                pendingReleases,
                apply(rendering, "apply_institution_roster_releases", SQLDataType.BIGINT),
                rendering.statement(update(D)
                        .set(D.CONFLICT, param("conflict", D.CONFLICT))
                        .set(D.PENDING, inline(false))
                        .where(D.ROSTER_ID.eq(roster))
                        .and(D.USER_EMAIL_ADDRESS_ID.eq(any(param("keys", SQLDataType.BIGINT.array()))))
                        .returningResult(D.USER_EMAIL_ADDRESS_ID)),
                "bigint");
        lockUsers = rendering.statement(select(USERS.ID)
                .from(USERS)
                .where(USERS.ID.eq(any(param("ids", SQLDataType.BIGINT.array()))))
                .orderBy(USERS.ID)
                .forNoKeyUpdate());
    }

    private static Statement apply(Rendering rendering, String function, DataType<?> key) {
        return rendering.statement(select(rendering.function(
                function,
                SQLDataType.OTHER,
                param("roster", L.ROSTER_ID),
                param("keys", key.array()),
                param("now", SQLDataType.TIMESTAMPWITHTIMEZONE))));
    }

    /** Whether there was something to write. */
    boolean next(Connection connection, long roster, int size, InstantSource clock, FirstFailure first)
            throws SQLException {
        return next(connection, lines, roster, size, clock, first)
                || next(connection, releases, roster, size, clock, first);
    }

    private boolean next(
            Connection connection, Part part, long roster, int size, InstantSource clock, FirstFailure first)
            throws SQLException {
        List<Row> rows = pending(connection, part, roster, size);
        if (rows.isEmpty()) {
            return false;
        }
        write(connection, part, roster, rows, clock, first);
        return true;
    }

    /** One more than the size is asked for, to see whether those who are written together are complete. */
    private static List<Row> pending(Connection connection, Part part, long roster, int size) throws SQLException {
        List<Row> rows = part.pending()
                .query(
                        connection,
                        statement -> {
                            statement.setLong(1, roster);
                            statement.setInt(2, size + 1);
                        },
                        RosterBatches::rows);
        if (rows.size() <= size) {
            return rows;
        }
        Row last = rows.get(size);
        if (last.group() != rows.get(size - 1).group()) {
            return rows.subList(0, size);
        }
        rows.addAll(part.rest()
                .query(
                        connection,
                        statement -> {
                            statement.setLong(1, roster);
                            statement.setLong(2, last.group());
                            statement.setLong(3, last.key());
                            statement.setInt(4, Integer.MAX_VALUE);
                        },
                        RosterBatches::rows));
        return rows;
    }

    /** Where many cannot be written at once, each half is tried by itself, down to those who cannot be changed. */
    private void write(
            Connection connection, Part part, long roster, List<Row> rows, InstantSource clock, FirstFailure first)
            throws SQLException {
        Optional<RosterFailure> failure = tryToWrite(connection, part, roster, rows, clock);
        if (failure.isEmpty()) {
            return;
        }
        int half = half(rows);
        if (half == 0) {
            refuse(connection, part, roster, rows, failure.get().conflict());
            first.note(failure.get());
        } else {
            write(connection, part, roster, rows.subList(0, half), clock, first);
            write(connection, part, roster, rows.subList(half, rows.size()), clock, first);
        }
    }

    /** Between two groups, as near to the middle as it can be; 0 if all are written together. */
    private static int half(List<Row> rows) {
        int middle = rows.size() / 2;
        int after = middle;
        while (after < rows.size()
                && after > 0
                && rows.get(after).group() == rows.get(after - 1).group()) {
            after++;
        }
        if (after < rows.size()) {
            return after;
        }
        int before = middle;
        while (before > 0 && rows.get(before).group() == rows.get(before - 1).group()) {
            before--;
        }
        return before;
    }

    /** Why it was not written; empty if it was. */
    private Optional<RosterFailure> tryToWrite(
            Connection connection, Part part, long roster, List<Row> rows, InstantSource clock) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            Savepoint before = connection.setSavepoint();
            try {
                change(connection, part, roster, rows, clock);
                connection.releaseSavepoint(before);
                return Optional.empty();
            } catch (SQLException | RuntimeException e) {
                Optional<RosterFailure> alone = RosterFailure.of(e);
                if (alone.isEmpty()) {
                    if (e instanceof ListenerException listener) {
                        throw listener.unwrapped();
                    }
                    throw e;
                }
                connection.rollback(before);
                connection.releaseSavepoint(before);
                boolean claimed =
                        e instanceof SQLException failure && DatabaseErrors.breaks(Constraint.CLAIMED, failure);
                if (!claimed || attempt == ATTEMPTS) {
                    return alone;
                }
                if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
                    // Only another transaction sees what stands in the way; the caller of this one may try again.
                    throw new SQLException("an address of the batch has got another owner", "40001");
                }
                // Somebody confirmed an address between our look and our write. Now we can see it.
            }
        }
    }

    private void change(Connection connection, Part part, long roster, List<Row> rows, InstantSource clock)
            throws SQLException {
        if (listeners.isEmpty()) {
            apply(connection, part, roster, rows, clock);
            return;
        }
        List<UserId> users = rows.stream().map(Row::user).distinct().toList();
        lock(connection, users);
        List<@Nullable User> before = lookups.findAll(Reading.on(connection), users);
        apply(connection, part, roster, rows, clock);
        List<@Nullable User> after = lookups.findAll(Reading.on(connection), users);
        List<UserEmailEvent> events = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            User now = after.get(i);
            if (now != null) {
                events.addAll(UserEmailEvent.between(Objects.requireNonNullElse(before.get(i), now), now));
            }
        }
        tell(connection, events);
    }

    private void tell(Connection connection, List<UserEmailEvent> events) {
        try {
            listeners.tell(connection, events);
        } catch (SQLException e) {
            throw new ListenerException(e);
        } catch (RuntimeException e) {
            throw new ListenerException(e);
        }
    }

    private void lock(Connection connection, List<UserId> users) throws SQLException {
        boolean unused = lockUsers.query(connection, Asked.ids(connection, users), ResultSet::next);
    }

    private static void apply(Connection connection, Part part, long roster, List<Row> rows, InstantSource clock)
            throws SQLException {
        boolean unused = part.apply()
                .query(
                        connection,
                        statement -> {
                            statement.setLong(1, roster);
                            statement.setArray(2, keys(connection, part, rows));
                            statement.setObject(3, clock.instant().atOffset(ZoneOffset.UTC));
                        },
                        ResultSet::next);
    }

    private void refuse(Connection connection, Part part, long roster, List<Row> rows, RosterConflict conflict)
            throws SQLException {
        boolean unspecific = part.equals(releases) && !OF_RELEASES.contains(conflict);
        RosterConflict reason = unspecific ? RosterConflict.REFUSED_BY_DATABASE : conflict;
        boolean unused = part.refuse()
                .query(
                        connection,
                        statement -> {
                            statement.setString(1, reason.name().toLowerCase(Locale.ROOT));
                            statement.setLong(2, roster);
                            statement.setArray(3, keys(connection, part, rows));
                        },
                        ResultSet::next);
    }

    private static Array keys(Connection connection, Part part, List<Row> rows) throws SQLException {
        return connection.createArrayOf(
                part.keyType(), rows.stream().map(Row::key).toArray());
    }

    private static List<Row> rows(ResultSet answer) throws SQLException {
        List<Row> rows = new ArrayList<>();
        while (answer.next()) {
            rows.add(new Row(answer.getLong(1), new UserId(answer.getLong(2)), answer.getLong(3)));
        }
        return rows;
    }
}
