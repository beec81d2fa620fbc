package io.github.useremails.persistence.internal.roster;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ROSTERS;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.internal.change.Listeners;
import io.github.useremails.persistence.internal.jdbc.Constraint;
import io.github.useremails.persistence.internal.jdbc.DatabaseErrors;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.lookup.UserLookups;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Applies a planned roster in batches of users: claims and moves first, then releases. A user who cannot be changed
 * becomes a conflict and does not delay the others. The database selects the users of a batch.
 */
public final class RosterBatches {

    /** Each failure means that another user succeeded, so this many consecutive failures are not expected. */
    private static final int ATTEMPTS = 100;

    private final UserLookups lookups;
    private final Listeners listeners;
    private final RenderedSql lockRoster;
    private final RenderedSql lockUsers;
    private final RenderedSql apply;
    private final RenderedSql refuse;

    public RosterBatches(Rendering rendering, UserLookups lookups, Listeners listeners) {
        this.lookups = lookups;
        this.listeners = listeners;
        lockRoster = rendering.statement(select(USER_EMAIL_ROSTERS.ID)
                .from(USER_EMAIL_ROSTERS)
                .where(USER_EMAIL_ROSTERS.ID.eq(param("roster", USER_EMAIL_ROSTERS.ID)))
                .forNoKeyUpdate());
        lockUsers = rendering.statement(select(rendering.function(
                "lock_next_institution_roster_users",
                SQLDataType.BIGINT.array(),
                param("roster", SQLDataType.BIGINT),
                param("size", SQLDataType.INTEGER))));
        apply = rendering.statement(select(rendering.function(
                "apply_next_institution_roster_batch",
                SQLDataType.BOOLEAN,
                param("roster", SQLDataType.BIGINT),
                param("size", SQLDataType.INTEGER),
                param("now", SQLDataType.TIMESTAMPWITHTIMEZONE))));
        refuse = rendering.statement(select(rendering.function(
                "refuse_next_institution_roster_batch",
                SQLDataType.OTHER,
                param("roster", SQLDataType.BIGINT),
                param("conflict", SQLDataType.CLOB))));
    }

    /** Returns whether there was a batch: false if all are applied, or if a newer roster has replaced this one. */
    boolean next(Session session, RosterRun run, InstantSource clock) throws SQLException {
        Connection connection = session.connection();
        boolean locked = false;
        for (int attempt = 1; ; attempt++) {
            Savepoint before = connection.setSavepoint();
            try {
                boolean applied = applied(session, run, clock);
                connection.releaseSavepoint(before);
                run.succeeded();
                return applied;
            } catch (SQLException | RuntimeException e) {
                Optional<RosterFailure> failure = RosterFailure.of(e);
                if (failure.isEmpty()) {
                    if (e instanceof ListenerException listener) {
                        throw listener.unwrapped();
                    }
                    throw e;
                }
                connection.rollback(before);
                connection.releaseSavepoint(before);
                if (isOvertaken(e) && attempt < ATTEMPTS) {
                    requireNewSnapshot(connection);
                } else if (run.isSmallest() && !locked) {
                    // The rollback has released the lock on the roster: another process may apply this batch meanwhile.
                    if (!lockRoster.matches(connection, statement -> statement.setLong(1, run.roster()))) {
                        return false;
                    }
                    locked = true;
                } else if (run.isSmallest()) {
                    refuse(connection, run, failure.get());
                    return true;
                } else {
                    run.failed();
                }
            }
        }
    }

    /** Returns whether another user confirmed an address between the plan of the batch and its writes. */
    private static boolean isOvertaken(Exception e) {
        return e instanceof SQLException failure && DatabaseErrors.breaks(Constraint.CLAIMED, failure);
    }

    /** A retry in the same transaction sees the new owner only if each statement has its own snapshot. */
    private static void requireNewSnapshot(Connection connection) throws SQLException {
        if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
            throw new SQLException("another user has claimed an address of the batch", "40001");
        }
    }

    private boolean applied(Session session, RosterRun run, InstantSource clock) throws SQLException {
        if (listeners.isEmpty()) {
            return apply(session, run, clock);
        }
        List<UserId> users = lockedUsers(session, run);
        List<@Nullable User> before = lookups.findAll(users).in(session);
        boolean applied = apply(session, run, clock);
        List<@Nullable User> after = lookups.findAll(users).in(session);
        List<UserEmailEvent> events = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
            User now = after.get(i);
            if (now != null) {
                events.addAll(UserEmailEvent.between(Objects.requireNonNullElse(before.get(i), now), now));
            }
        }
        call(session, events);
        return applied;
    }

    private void call(Session session, List<UserEmailEvent> events) {
        try {
            listeners.call(session, events);
        } catch (SQLException e) {
            throw new ListenerException(e);
        } catch (RuntimeException e) {
            throw new ListenerException(e);
        }
    }

    private List<UserId> lockedUsers(Session session, RosterRun run) throws SQLException {
        return lockUsers.query(
                session.connection(),
                statement -> {
                    statement.setLong(1, run.roster());
                    statement.setInt(2, run.batchSize());
                },
                RosterBatches::users);
    }

    private static List<UserId> users(ResultSet rows) throws SQLException {
        rows.next();
        Array ids = rows.getArray(1);
        return ids == null
                ? List.of()
                : Stream.of((Long[]) ids.getArray()).map(UserId::new).toList();
    }

    private boolean apply(Session session, RosterRun run, InstantSource clock) throws SQLException {
        return apply.query(
                session.connection(),
                statement -> {
                    statement.setLong(1, run.roster());
                    statement.setInt(2, run.batchSize());
                    statement.setObject(3, clock.instant().atOffset(ZoneOffset.UTC));
                },
                rows -> rows.next() && rows.getBoolean(1));
    }

    private void refuse(Connection connection, RosterRun run, RosterFailure failure) throws SQLException {
        refuse.call(connection, statement -> {
            statement.setLong(1, run.roster());
            statement.setString(2, failure.conflict().name().toLowerCase(Locale.ROOT));
        });
        run.refused(failure);
    }
}
