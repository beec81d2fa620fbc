package io.github.useremails.persistence.internal.confirmation;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_CONFIRMATIONS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationOutcome.Confirmed;
import io.github.useremails.domain.confirmation.ConfirmationOutcome.Refused;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.confirmation.PendingConfirmation;
import io.github.useremails.persistence.internal.change.AddressWrites;
import io.github.useremails.persistence.internal.change.Listeners;
import io.github.useremails.persistence.internal.change.UserDifference;
import io.github.useremails.persistence.internal.change.UserLock;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.internal.schema.tables.UserEmailConfirmations;
import io.github.useremails.persistence.internal.sql.Claims;
import io.github.useremails.persistence.internal.sql.Conditions;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** Looks up what a token would confirm, and confirms it. */
public final class TokenConfirmation {

    private static final UserEmailConfirmations C = USER_EMAIL_CONFIRMATIONS.as("c");
    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");

    private final AddressWrites writes;
    private final Listeners listeners;
    private final RenderedSql pending;
    private final RenderedSql lockAndRead;

    public TokenConfirmation(Rendering rendering, AddressWrites writes, Listeners listeners) {
        this.writes = writes;
        this.listeners = listeners;
        pending = rendering.statement(pending());
        // The token is read after the lock, since it may have become invalid during the wait.
        lockAndRead = rendering
                .statement(UserLock.lock(owner()))
                .then(pending)
                .then(rendering.statement(UserLock.read(owner())));
    }

    Optional<PendingConfirmation> peek(Session session, ConfirmationToken token, Instant now) throws SQLException {
        return pending.query(
                        session.connection(),
                        statement -> statement.setBytes(1, TokenDigest.of(token)),
                        TokenConfirmation::pendingConfirmation)
                .filter(found -> now.isBefore(found.expiresAt()));
    }

    ConfirmationOutcome confirm(Session session, ConfirmationToken token, Optional<UserId> acting, InstantSource clock)
            throws SQLException {
        Optional<LockedConfirmation> locked = locked(session.connection(), token);
        Instant now = clock.instant();
        if (locked.isEmpty() || !locked.get().isGood(acting, now)) {
            return new Refused();
        }
        User before = locked.get().user();
        EmailAddress address = locked.get().pending().address();
        User after = before.confirmEmail(address, now);
        listeners.finish(
                session,
                writes.of(UserDifference.between(before, after), after.id(), now),
                () -> UserEmailEvent.between(before, after));
        return new Confirmed(after, address);
    }

    private record LockedConfirmation(User user, PendingConfirmation pending) {

        boolean isGood(Optional<UserId> acting, Instant now) {
            boolean own = acting.isEmpty() || acting.get().equals(user.id());
            return own && now.isBefore(pending.expiresAt());
        }
    }

    private Optional<LockedConfirmation> locked(Connection connection, ConfirmationToken token) throws SQLException {
        byte[] digest = TokenDigest.of(token);
        try (PreparedStatement statement = connection.prepareStatement(lockAndRead.text())) {
            statement.setBytes(1, digest);
            statement.setBytes(2, digest);
            statement.setBytes(3, digest);
            statement.execute();
            statement.getMoreResults();
            Optional<PendingConfirmation> found;
            try (ResultSet rows = statement.getResultSet()) {
                found = pendingConfirmation(rows);
            }
            if (found.isEmpty()) {
                return Optional.empty();
            }
            statement.getMoreResults();
            User user = UserLock.user(statement, found.get().user());
            return Optional.of(new LockedConfirmation(user, found.get()));
        }
    }

    private static Optional<PendingConfirmation> pendingConfirmation(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        return Optional.of(new PendingConfirmation(
                new UserId(rows.getLong(1)),
                EmailAddress.stored(rows.getString(2), rows.getString(3)),
                rows.getObject(4, OffsetDateTime.class).toInstant()));
    }

    /** Excludes tokens of addresses that another user has claimed in the meantime. */
    private static Query pending() {
        UserEmailAddresses o = USER_EMAIL_ADDRESSES.as("o");
        return select(E.USER_ID, E.EMAIL_ADDRESS, E.NORMALIZED_EMAIL_ADDRESS, C.EXPIRES_AT)
                .from(C)
                .join(E)
                .on(E.ID.eq(C.USER_EMAIL_ADDRESS_ID))
                .where(C.TOKEN_SHA256.eq(token()))
                .and(DSL.not(E.CONFIRMED))
                .and(Conditions.notExists(selectOne()
                        .from(o)
                        .where(o.NORMALIZED_EMAIL_ADDRESS.eq(E.NORMALIZED_EMAIL_ADDRESS))
                        .and(Claims.claimed(o))
                        .and(o.USER_ID.ne(E.USER_ID))));
    }

    private static Field<Long> owner() {
        return field(select(E.USER_ID)
                .from(C)
                .join(E)
                .on(E.ID.eq(C.USER_EMAIL_ADDRESS_ID))
                .where(C.TOKEN_SHA256.eq(token())));
    }

    private static Field<byte[]> token() {
        return param("token", C.TOKEN_SHA256);
    }
}
