package io.github.useremails.persistence.internal.change;

import static io.github.useremails.persistence.internal.schema.Tables.USERS;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.with;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.DatabaseErrors;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.internal.sql.Claims;
import io.github.useremails.persistence.internal.sql.Rendering;
import io.github.useremails.persistence.internal.sql.UsersTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.CommonTableExpression;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record1;

/** Creates a user with an address: one round trip to check that the address is unclaimed, one to write both rows. */
public final class UserRegistration {

    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES;

    private final UsersTable users;
    private final Listeners listeners;
    private final RenderedSql claim;
    private final RenderedSql insert;

    public UserRegistration(Rendering rendering, UsersTable users, Listeners listeners) {
        this.users = users;
        this.listeners = listeners;
        claim = rendering.statement(claim());
        insert = rendering.statement(insert());
    }

    public User register(Connections connections, EmailAddress first, InstantSource clock) {
        return listeners.statement(connections, session -> registered(session, first, clock.instant()));
    }

    private User registered(Session session, EmailAddress first, Instant now) throws SQLException {
        // Another user may claim the address right after this check. The new user has then entered an address of
        // another user, which anybody may do at any time, and cannot confirm it.
        if (claim.matches(session.connection(), statement -> statement.setString(1, first.normalized()))) {
            throw new EmailAddressClaimedException();
        }
        Registered registered = insert(session.connection(), first, now);
        User before = new User(registered.id(), List.of());
        User after = before.addEmail(registered.address(), now);
        listeners.call(session, UserEmailEvent.between(before, after));
        return after;
    }

    /** The row as stored: a trigger of the application may have changed the spelling. */
    private record Registered(UserId id, EmailAddress address) {}

    private Registered insert(Connection connection, EmailAddress first, Instant now) throws SQLException {
        try {
            return inserted(connection, first, now);
        } catch (SQLException e) {
            Optional<UserStorageException> refused = DatabaseErrors.refusedRow(e, users.schema(), users.name());
            if (refused.isPresent()) {
                throw refused.get();
            }
            throw e;
        }
    }

    private Registered inserted(Connection connection, EmailAddress first, Instant now) throws SQLException {
        OffsetDateTime timestamp = now.atOffset(ZoneOffset.UTC);
        return insert.query(
                connection,
                statement -> {
                    statement.setString(1, first.value());
                    statement.setString(2, first.normalized());
                    statement.setObject(3, timestamp);
                    statement.setObject(4, timestamp);
                },
                rows -> {
                    rows.next();
                    return new Registered(
                            new UserId(rows.getLong(1)), EmailAddress.stored(rows.getString(2), rows.getString(3)));
                });
    }

    private static Query claim() {
        return selectOne()
                .from(E)
                .where(E.NORMALIZED_EMAIL_ADDRESS.eq(value(E.NORMALIZED_EMAIL_ADDRESS)))
                .and(Claims.claimed(E));
    }

    private static Query insert() {
        CommonTableExpression<Record1<Long>> registered =
                name("registered").as(insertInto(USERS).defaultValues().returningResult(USERS.ID.as(USERS.ID)));
        return with(registered)
                .insertInto(
                        E,
                        E.USER_ID,
                        E.EMAIL_ADDRESS,
                        E.NORMALIZED_EMAIL_ADDRESS,
                        E.PRIMARY,
                        E.CREATED_AT,
                        E.UPDATED_AT)
                .select(select(
                                registered.field(USERS.ID),
                                value(E.EMAIL_ADDRESS),
                                value(E.NORMALIZED_EMAIL_ADDRESS),
                                inline(true),
                                value(E.CREATED_AT),
                                value(E.UPDATED_AT))
                        .from(registered))
                .returningResult(E.USER_ID, E.EMAIL_ADDRESS, E.NORMALIZED_EMAIL_ADDRESS);
    }

    private static <T> Field<T> value(Field<T> column) {
        return param(column.getName(), column);
    }
}
