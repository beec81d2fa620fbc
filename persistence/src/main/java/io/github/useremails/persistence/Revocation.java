package io.github.useremails.persistence;

import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.RevocationReason;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Locale;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;

/** Takes a confirmation back, with a reason that the trigger of the history finds in the transaction. */
final class Revocation {

    private final UserChanges changes;
    private final Statement giveReason;

    Revocation(Rendering rendering, UserChanges changes) {
        this.changes = changes;
        giveReason = rendering.statement(giveReason());
    }

    User revoke(
            Connection connection,
            UserId user,
            EmailAddress address,
            RevocationReason reason,
            InstantSource clock,
            Ending ending)
            throws SQLException {
        giveReason(connection, reason.name().toLowerCase(Locale.ROOT));
        User revoked =
                changes.update(connection, user, (before, now) -> before.revokeConfirmation(address), clock, ending);
        if (ending == Ending.NONE) {
            // What follows in a joined transaction has reasons of its own.
            giveReason(connection, "");
        }
        return revoked;
    }

    private void giveReason(Connection connection, String reason) throws SQLException {
        boolean unused = giveReason.query(connection, statement -> statement.setString(1, reason), ResultSet::next);
    }

    /** For the length of the transaction, so that no session keeps it. */
    private static Query giveReason() {
        return select(function(
                name("pg_catalog", "set_config"),
                SQLDataType.CLOB,
                inline("useremails.change_reason"),
                param("reason", SQLDataType.CLOB),
                inline(true)));
    }
}
