package io.github.useremails.persistence.internal.upkeep;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ROSTERS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.with;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserEmailEvent.PrimaryChanged;
import io.github.useremails.domain.UserEmailEvent.Removed;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.change.Listeners;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.roster.WaitingRosters;
import io.github.useremails.persistence.internal.sql.AddressText;
import io.github.useremails.persistence.internal.sql.Rendering;
import io.github.useremails.persistence.internal.sql.RowLimit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;

/** Removes a bounded number of unconfirmed addresses, and one expired roster. */
public final class UnconfirmedRemoval {

    private static final int MAX_LIMIT = 10_000;

    private final Listeners listeners;
    private final RenderedSql remove;

    public UnconfirmedRemoval(Rendering rendering, Listeners listeners) {
        this.listeners = listeners;
        remove = rendering.statement(removal(rendering));
    }

    /** Deletes only one expired roster in each call, since it may have many lines. */
    int remove(Connections connections, Instant before, Instant now, int limit) {
        RowLimit.check(limit, MAX_LIMIT);
        return listeners.statement(connections, session -> {
            List<UserEmailEvent> events = new ArrayList<>();
            int removed = remove.query(
                    session.connection(),
                    statement -> {
                        statement.setObject(1, now.atOffset(ZoneOffset.UTC));
                        statement.setObject(2, before.atOffset(ZoneOffset.UTC));
                        statement.setInt(3, limit);
                    },
                    rows -> addEvents(rows, events));
            listeners.call(session, events);
            return removed;
        });
    }

    private static Query removal(Rendering rendering) {
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
                                param("limit", SQLDataType.INTEGER))));
    }

    private static int addEvents(ResultSet rows, List<UserEmailEvent> events) throws SQLException {
        int count = 0;
        while (rows.next()) {
            UserId user = new UserId(rows.getLong(1));
            EmailAddress address = EmailAddress.stored(rows.getString(2), rows.getString(3));
            if (rows.getBoolean(4)) {
                Optional<EmailAddress> after =
                        Optional.ofNullable(rows.getString(5)).map(AddressText::read);
                events.add(new PrimaryChanged(user, Optional.of(address), after));
            }
            events.add(new Removed(user, address));
            count++;
        }
        return count;
    }
}
