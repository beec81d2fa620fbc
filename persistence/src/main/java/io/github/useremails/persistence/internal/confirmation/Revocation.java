package io.github.useremails.persistence.internal.confirmation;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.persistence.internal.change.UserChanges;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Locale;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** Revokes a confirmation. The trigger of the history reads the reason from a setting of the transaction. */
public final class Revocation {

    private static final String SETTING = "useremails.change_reason";

    private final UserChanges changes;
    private final RenderedSql giveReason;

    public Revocation(Rendering rendering, UserChanges changes) {
        this.changes = changes;
        giveReason = rendering.statement(giveReason());
    }

    User revoke(Session session, UserId user, EmailAddress address, RevocationReason reason, InstantSource clock)
            throws SQLException {
        String reasonBefore = giveReason(session, reason.name().toLowerCase(Locale.ROOT));
        User revoked = changes.update(session, user, (before, now) -> before.revokeConfirmation(address), clock);
        if (session.isJoined()) {
            // Restores the previous reason for the rest of the transaction. After a failure, the savepoint restores it.
            giveReason(session, reasonBefore);
        }
        return revoked;
    }

    /** Sets the reason, and returns the previous one or an empty text. */
    private String giveReason(Session session, String reason) throws SQLException {
        return giveReason.query(session.connection(), statement -> statement.setString(1, reason), rows -> {
            rows.next();
            return rows.getString(1);
        });
    }

    /** The setting is local to the transaction, so that it does not outlast it in the session. */
    private static Query giveReason() {
        Field<String> before = coalesce(
                function(name("pg_catalog", "current_setting"), SQLDataType.CLOB, inline(SETTING), inline(true)),
                inline(""));
        // In a subquery, so that the setting is read before it is changed.
        Table<?> old = select(before.as("reason")).offset(inline(0)).asTable("old");
        return select(
                        old.field("reason", SQLDataType.CLOB),
                        function(
                                name("pg_catalog", "set_config"),
                                SQLDataType.CLOB,
                                inline(SETTING),
                                param("reason", SQLDataType.CLOB),
                                inline(true)))
                .from(old);
    }
}
