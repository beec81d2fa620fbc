package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USERS;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.with;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.schema.tables.UserEmailAddresses;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Query;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jooq.impl.SQLDataType;

/** Takes addresses away that nobody confirmed in time: a bounded number, in one statement. */
final class Sweep {

    private static final int MOST = 10_000;
    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");

    private final Listeners listeners;
    private final Statement sweep;

    Sweep(Rendering rendering, Listeners listeners) {
        this.listeners = listeners;
        sweep = rendering.statement(sweep());
    }

    /** Whether somebody is to write along. */
    boolean isTold() {
        return !listeners.isEmpty();
    }

    static void checkSize(int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("most must be from 1 to " + MOST + ", but is " + most);
        }
    }

    int sweep(Connection connection, Instant before, int most) throws SQLException {
        Statement.Parameters parameters = statement -> {
            statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            statement.setInt(2, most);
        };
        if (!isTold()) {
            return sweep.query(connection, parameters, Sweep::count);
        }
        List<UserEmailEvent> removed = sweep.query(connection, parameters, Sweep::removed);
        for (UserEmailEvent event : removed) {
            listeners.tell(connection, event);
        }
        return removed.size();
    }

    /** Asks by arrays: how many the limit lets through is not known to the planner, which would hash the whole tables. */
    private static Query sweep() {
        CommonTableExpression<Record2<Long, Long>> stale = name("stale")
                .as(select(E.ID, E.USER_ID)
                        .from(E)
                        .where(isEntered())
                        .and(E.CREATED_AT.lt(param("before", E.CREATED_AT)))
                        .orderBy(E.CREATED_AT)
                        .limit(param("most", SQLDataType.INTEGER)));
        CommonTableExpression<Record1<Long>> locked = name("locked")
                .as(select(USERS.ID.as(USERS.ID))
                        .from(USERS)
                        .where(USERS.ID.eq(
                                any(array(select(stale.field(E.USER_ID)).from(stale)))))
                        .orderBy(USERS.ID)
                        .forNoKeyUpdate()
                        .skipLocked());
        return with(stale, locked)
                .delete(E)
                .where(E.ID.eq(any(array(select(stale.field(E.ID))
                        .from(stale)
                        .join(locked)
                        .on(locked.field(USERS.ID).eq(stale.field(E.USER_ID)))))))
                // Once more, as the row is now: it may have been confirmed since.
                .and(isEntered())
                .returningResult(E.USER_ID, E.EMAIL_ADDRESS, E.NORMALIZED_EMAIL_ADDRESS);
    }

    /** The same words as the predicate of the index over the times. */
    private static Condition isEntered() {
        return not(Claims.claimed(E)).and(not(E.PRIMARY));
    }

    private static int count(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }

    private static List<UserEmailEvent> removed(ResultSet rows) throws SQLException {
        List<UserEmailEvent> removed = new ArrayList<>();
        while (rows.next()) {
            EmailAddress address = EmailAddress.stored(rows.getString(2), rows.getString(3));
            removed.add(new UserEmailEvent.Removed(new UserId(rows.getLong(1)), address));
        }
        return removed;
    }
}
