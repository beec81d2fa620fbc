package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USERS;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTER_LINES;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTER_RELEASES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.schema.tables.UserEmailRosterLines;
import io.github.useremails.persistence.schema.tables.UserEmailRosterReleases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Writes a planned roster, some users at a time: first what people get, then what is taken back. */
final class RosterBatches {

    private static final UserEmailRosterLines L = USER_EMAIL_ROSTER_LINES;
    private static final UserEmailRosterReleases D = USER_EMAIL_ROSTER_RELEASES;

    /** Each failure is another user's success, so that this many in a row are not to be expected. */
    private static final int ATTEMPTS = 100;

    private final UserLookups lookups;
    private final Listeners listeners;
    private final Part lines;
    private final Part releases;
    private final Statement lockUsers;

    /** One of the two tables of what is to be done: how to ask it, and the function that does it. */
    private record Part(Statement pending, Statement apply, String keyType) {}

    /** Rows to be worked off, and the users whom they concern. */
    private record Batch(List<Long> keys, List<UserId> users) {}

    RosterBatches(Rendering rendering, UserLookups lookups, Listeners listeners) {
        this.lookups = lookups;
        this.listeners = listeners;
        Field<Long> roster = param("roster", L.ROSTER_ID);
        Field<Integer> most = param("most", SQLDataType.INTEGER);
        lines = new Part(
                rendering.statement(select(L.LINE, L.USER_ID)
                        .from(L)
                        .where(L.ROSTER_ID.eq(roster))
                        .and(L.PENDING)
                        .orderBy(L.LINE)
                        .limit(most)),
                apply(rendering, "apply_institution_roster_lines", SQLDataType.INTEGER),
                "integer");
        releases = new Part(
                rendering.statement(select(D.USER_EMAIL_ADDRESS_ID, D.USER_ID)
                        .from(D)
                        .where(D.ROSTER_ID.eq(roster))
                        .and(D.PENDING)
                        .orderBy(D.USER_EMAIL_ADDRESS_ID)
                        .limit(most)),
                apply(rendering, "apply_institution_roster_releases", SQLDataType.BIGINT),
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
    boolean next(Connection connection, long roster, int size, InstantSource clock) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            Savepoint before = connection.setSavepoint();
            try {
                return write(connection, roster, size, clock);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !DatabaseErrors.breaks(Constraint.CLAIMED, e)) {
                    throw e;
                }
                connection.rollback(before);
                if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
                    // Only another transaction sees what stands in the way; whoever began this one may try again.
                    throw new SQLException("an address of the batch has got another owner", "40001");
                }
                // Somebody confirmed an address between our look and our write. Now we can see it.
            }
        }
    }

    private boolean write(Connection connection, long roster, int size, InstantSource clock) throws SQLException {
        return next(connection, lines, roster, size, clock) || next(connection, releases, roster, size, clock);
    }

    private boolean next(Connection connection, Part part, long roster, int size, InstantSource clock)
            throws SQLException {
        Batch batch = part.pending()
                .query(
                        connection,
                        statement -> {
                            statement.setLong(1, roster);
                            statement.setInt(2, size);
                        },
                        RosterBatches::batch);
        if (batch.keys().isEmpty()) {
            return false;
        }
        if (listeners.isEmpty()) {
            apply(connection, part, roster, batch, clock);
            return true;
        }
        lock(connection, batch.users());
        List<@Nullable User> before = lookups.findAll(Reading.on(connection), batch.users());
        apply(connection, part, roster, batch, clock);
        List<@Nullable User> after = lookups.findAll(Reading.on(connection), batch.users());
        for (int i = 0; i < after.size(); i++) {
            User now = after.get(i);
            if (now != null) {
                listeners.tell(connection, Objects.requireNonNullElse(before.get(i), now), now);
            }
        }
        return true;
    }

    private void lock(Connection connection, List<UserId> users) throws SQLException {
        boolean unused = lockUsers.query(connection, Asked.ids(connection, users), ResultSet::next);
    }

    private static void apply(Connection connection, Part part, long roster, Batch batch, InstantSource clock)
            throws SQLException {
        boolean unused = part.apply()
                .query(
                        connection,
                        statement -> {
                            statement.setLong(1, roster);
                            statement.setArray(
                                    2,
                                    connection.createArrayOf(
                                            part.keyType(), batch.keys().toArray()));
                            statement.setObject(3, clock.instant().atOffset(ZoneOffset.UTC));
                        },
                        ResultSet::next);
    }

    private static Batch batch(ResultSet rows) throws SQLException {
        List<Long> keys = new ArrayList<>();
        Set<UserId> users = new LinkedHashSet<>();
        while (rows.next()) {
            keys.add(rows.getLong(1));
            users.add(new UserId(rows.getLong(2)));
        }
        return new Batch(keys, List.copyOf(users));
    }
}
