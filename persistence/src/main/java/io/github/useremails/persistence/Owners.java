package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.schema.tables.UserEmailAddresses;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.impl.SQLDataType;

/** The owners of addresses that another user has just entered: what they are told, or the user who entered them. */
final class Owners {

    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");

    private final Listeners listeners;
    private final boolean strict;
    private final Statement owners;

    Owners(Rendering rendering, Listeners listeners, boolean strict) {
        this.listeners = listeners;
        this.strict = strict;
        owners = rendering.statement(select(E.USER_ID, E.EMAIL_ADDRESS, E.NORMALIZED_EMAIL_ADDRESS)
                .from(E)
                .where(E.NORMALIZED_EMAIL_ADDRESS.eq(any(param("keys", SQLDataType.CLOB.array()))))
                .and(Claims.claimed(E))
                .orderBy(E.USER_ID));
    }

    /** The addresses whose owners are to be asked for after a change; none if nobody wants to know. */
    List<EmailAddress> toAskFor(User before, User after) {
        return strict || !listeners.isEmpty() ? entered(before, after) : List.of();
    }

    /**
     * What the owners of addresses are to be told. Asks whether there is an owner or not, so that both take as long.
     *
     * @throws EmailAddressClaimedException if there is an owner, and the caller may know
     */
    List<UserEmailEvent> eventsOf(Connection connection, List<EmailAddress> entered) throws SQLException {
        if (entered.isEmpty()) {
            return List.of();
        }
        List<UserEmailEvent> owned =
                owners.query(connection, Asked.addresses(connection, entered), Owners::enteredByAnother);
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
