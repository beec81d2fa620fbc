package io.github.useremails.persistence.internal.change;

import static io.github.useremails.persistence.internal.schema.Tables.USERS;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_INSTITUTION_MEMBERS;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.with;

import io.github.useremails.domain.MergePlan;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.jdbc.Work;
import io.github.useremails.persistence.internal.lookup.UserLookups;
import io.github.useremails.persistence.internal.schema.tables.UserEmailInstitutionMembers;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Merges two users. */
public final class UserMerge {

    private static final UserEmailInstitutionMembers M = USER_EMAIL_INSTITUTION_MEMBERS;

    private final UserLookups lookups;
    private final UserLock lock;
    private final AddressWrites writes;
    private final Listeners listeners;
    /** Moves the history, and the keys by which institutions know the user. */
    private final RenderedSql moveTraces;

    public UserMerge(
            Rendering rendering, UserLookups lookups, UserLock lock, AddressWrites writes, Listeners listeners) {
        this.lookups = lookups;
        this.lock = lock;
        this.writes = writes;
        this.listeners = listeners;
        moveTraces = rendering.statement(with(name("keys")
                        .as(update(M)
                                .set(M.USER_ID, param("to", USERS.ID))
                                .where(M.USER_ID.eq(param("of", USERS.ID)))
                                .returningResult(M.USER_ID)))
                .select(rendering.function(
                        "move_user_email_address_history",
                        SQLDataType.OTHER,
                        param("from", USERS.ID),
                        param("into", USERS.ID)))
                .where(condition(param("moved", SQLDataType.BOOLEAN))));
    }

    public Work<MergePlan> plan(UserId from, UserId into) {
        return session -> {
            List<@Nullable User> both = lookups.findAll(List.of(from, into)).in(session);
            return MergePlan.of(existing(both.get(0), from), existing(both.get(1), into));
        };
    }

    public MergePlan merge(Session session, UserId from, UserId into, Instant now) throws SQLException {
        MergePlan plan = locked(session, from, into);
        User emptied = new User(from, List.of());
        Connection connection = session.connection();
        // One user must give up the claims before the other can take them.
        writes.of(UserDifference.between(plan.from(), emptied), from, now).execute(connection);
        writes.of(UserDifference.between(plan.into(), plan.merged()), into, now).execute(connection);
        moveTraces.call(connection, statement -> {
            statement.setLong(1, into.value());
            statement.setLong(2, from.value());
            statement.setLong(3, from.value());
            statement.setLong(4, into.value());
            // The history of addresses that the user gave up earlier in the same transaction does not move.
            statement.setBoolean(5, !plan.from().emailAddresses().isEmpty());
        });
        List<UserEmailEvent> events = new ArrayList<>(UserEmailEvent.between(plan.from(), emptied));
        events.addAll(UserEmailEvent.between(plan.into(), plan.merged()));
        listeners.call(session, events);
        return plan;
    }

    /** Locks in the order of the ids, so that two merges of the same users do not deadlock. */
    private MergePlan locked(Session session, UserId from, UserId into) throws SQLException {
        if (from.value() < into.value()) {
            User giving = lock.take(session, from);
            return MergePlan.of(giving, lock.take(session, into));
        }
        User getting = lock.take(session, into);
        return MergePlan.of(lock.take(session, from), getting);
    }

    private static User existing(@Nullable User user, UserId id) {
        return Optional.ofNullable(user).orElseThrow(() -> new UnknownUserException(id));
    }
}
