package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ADDRESSES;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTERS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.with;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserEmailEvent.PrimaryChanged;
import io.github.useremails.domain.UserEmailEvent.Removed;
import io.github.useremails.domain.UserId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;

/** Takes away what nobody needs any more, a bounded number at once: unconfirmed addresses, and rosters that expired. */
final class Sweep {

    private static final int MOST = 10_000;

    private final Listeners listeners;
    private final Statement sweep;

    Sweep(Rendering rendering, Listeners listeners) {
        this.listeners = listeners;
        sweep = rendering.statement(sweep(rendering));
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

    /** Deletes a roster that expired until now, too: one each time, since it may have many lines. */
    int sweep(Connection connection, Instant before, Instant now, int most) throws SQLException {
        Statement.Parameters parameters = statement -> {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, before.atOffset(ZoneOffset.UTC));
            statement.setInt(3, most);
        };
        if (!isTold()) {
            return sweep.query(connection, parameters, Sweep::count);
        }
        List<UserEmailEvent> events = new ArrayList<>();
        int removed = sweep.query(connection, parameters, rows -> addEvents(rows, events));
        listeners.tell(connection, events);
        return removed;
    }

    private static Query sweep(Rendering rendering) {
        return with(name("expired")
                        .as(WaitingRosters.deletionOfExpired(param("now", USER_EMAIL_ROSTERS.EXPIRES_AT), inline(1))))
                .select(
                        field(name("s", "user_id"), SQLDataType.BIGINT),
                        field(name("s", "email_address"), SQLDataType.CLOB),
                        field(name("s", "normalized_email_address"), SQLDataType.CLOB),
                        field(name("s", "was_primary"), SQLDataType.BOOLEAN),
                        field(name("s", "primary_email_address"), SQLDataType.CLOB))
                .from(table(
                        "{0} as s",
                        rendering.function(
                                "sweep_entered_email_addresses",
                                SQLDataType.OTHER,
                                param("before", USER_EMAIL_ADDRESSES.CREATED_AT),
                                param("most", SQLDataType.INTEGER))));
    }

    private static int count(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }

    private static int addEvents(ResultSet rows, List<UserEmailEvent> events) throws SQLException {
        int count = 0;
        while (rows.next()) {
            UserId user = new UserId(rows.getLong(1));
            EmailAddress address = EmailAddress.stored(rows.getString(2), rows.getString(3));
            if (rows.getBoolean(4)) {
                Optional<EmailAddress> after =
                        Optional.ofNullable(rows.getString(5)).map(OutboxRow::address);
                events.add(new PrimaryChanged(user, Optional.of(address), after));
            }
            events.add(new Removed(user, address));
            count++;
        }
        return count;
    }
}
