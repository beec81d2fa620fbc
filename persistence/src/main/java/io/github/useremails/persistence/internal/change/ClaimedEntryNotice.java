package io.github.useremails.persistence.internal.change;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.internal.sql.Claims;
import io.github.useremails.persistence.internal.sql.KeyArray;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.impl.SQLDataType;

/**
 * Handles the entry of an address that another user has claimed: the owner receives an event, or, in strict mode, the
 * entry is rejected.
 */
public final class ClaimedEntryNotice {

    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");

    private final Listeners listeners;
    private final boolean strict;
    private final RenderedSql owners;

    public ClaimedEntryNotice(Rendering rendering, Listeners listeners, boolean strict) {
        this.listeners = listeners;
        this.strict = strict;
        owners = rendering.statement(select(E.USER_ID, E.EMAIL_ADDRESS, E.NORMALIZED_EMAIL_ADDRESS)
                .from(E)
                .where(E.NORMALIZED_EMAIL_ADDRESS.eq(any(param("keys", SQLDataType.CLOB.array()))))
                .and(Claims.claimed(E))
                .orderBy(E.USER_ID));
    }

    /** Returns the entered addresses whose owners must be looked up; empty if the lookup would have no effect. */
    List<EmailAddress> addressesToCheck(User before, User after) {
        return strict || !listeners.isEmpty() ? entered(before, after) : List.of();
    }

    /**
     * Returns the events for the owners. The lookup runs whether there are owners or not, so that both cases take the
     * same time.
     *
     * @throws EmailAddressClaimedException in strict mode, if an address has an owner
     */
    List<UserEmailEvent> events(Session session, List<EmailAddress> entered) throws SQLException {
        List<UserEmailEvent> owned =
                owners.query(session.connection(), KeyArray.addresses(entered), ClaimedEntryNotice::enteredByAnother);
        if (strict && !owned.isEmpty()) {
            throw new EmailAddressClaimedException();
        }
        return owned;
    }

    private static List<EmailAddress> entered(User before, User after) {
        List<EmailAddress> entered = new ArrayList<>();
        for (UserEmailAddress e : after.emailAddresses()) {
            if (!e.claimed() && before.emailAddress(e.address()).isEmpty()) {
                entered.add(e.address());
            }
        }
        return entered;
    }

    private static List<UserEmailEvent> enteredByAnother(ResultSet rows) throws SQLException {
        List<UserEmailEvent> events = new ArrayList<>();
        while (rows.next()) {
            EmailAddress address = EmailAddress.stored(rows.getString(2), rows.getString(3));
            events.add(new UserEmailEvent.EnteredByAnother(new UserId(rows.getLong(1)), address));
        }
        return events;
    }
}
