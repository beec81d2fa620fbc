package io.github.useremails.persistence.internal.confirmation;

import static io.github.useremails.persistence.internal.schema.Tables.USERS;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_CONFIRMATIONS;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;

import io.github.useremails.domain.AlreadyConfirmedException;
import io.github.useremails.domain.EmailAddressLimits;
import io.github.useremails.domain.TooManyConfirmationsException;
import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.persistence.internal.change.UserLock;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.internal.schema.tables.UserEmailConfirmations;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;

/** Issues and cancels tokens. The user is locked, so concurrent requests cannot exceed the limits. */
public final class ConfirmationRequests {

    private static final UserEmailConfirmations C = USER_EMAIL_CONFIRMATIONS.as("c");
    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final UserLock lock;
    private final EmailAddressLimits limits;
    private final RenderedSql replace;
    private final RenderedSql lockAndDelete;

    public ConfirmationRequests(Rendering rendering, UserLock lock, EmailAddressLimits limits) {
        this.lock = lock;
        this.limits = limits;
        replace = rendering.statement(deleteOldAndExpired()).then(rendering.statement(insertBelowLimit()));
        lockAndDelete =
                rendering.statement(UserLock.lock(param("id", USERS.ID))).then(rendering.statement(deleteAll()));
    }

    ConfirmationRequest request(Session session, UserId user, EmailAddress address, InstantSource clock)
            throws SQLException {
        UserEmailAddress existing =
                lock.take(session, user).emailAddress(address).orElseThrow(UnknownEmailAddressException::new);
        if (existing.confirmed()) {
            throw new AlreadyConfirmedException();
        }
        Instant now = clock.instant();
        ConfirmationRequest request =
                new ConfirmationRequest(existing.address(), newToken(), now.plus(limits.confirmationValidity()));
        write(session.connection(), user, request, now);
        return request;
    }

    private void write(Connection connection, UserId user, ConfirmationRequest request, Instant now)
            throws SQLException {
        OffsetDateTime timestamp = now.atOffset(ZoneOffset.UTC);
        String key = request.address().normalized();
        try (PreparedStatement statement = connection.prepareStatement(replace.text())) {
            statement.setLong(1, user.value());
            statement.setObject(2, timestamp);
            statement.setString(3, key);
            statement.setBytes(4, TokenDigest.of(request.token()));
            statement.setObject(5, request.expiresAt().atOffset(ZoneOffset.UTC));
            statement.setObject(6, timestamp);
            statement.setLong(7, user.value());
            statement.setString(8, key);
            statement.setLong(9, user.value());
            statement.setInt(10, limits.confirmations());
            statement.execute();
            statement.getMoreResults();
            if (statement.getUpdateCount() != 1) {
                throw new TooManyConfirmationsException();
            }
        }
    }

    /** Returns the number of deleted tokens. */
    int cancel(Session session, UserId user) throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement(lockAndDelete.text())) {
            statement.setLong(1, user.value());
            statement.setLong(2, user.value());
            statement.execute();
            statement.getMoreResults();
            return statement.getUpdateCount();
        }
    }

    private static Query deleteAll() {
        return deleteFrom(C)
                .where(C.USER_EMAIL_ADDRESS_ID.in(select(E.ID).from(E).where(E.USER_ID.eq(param("user", E.USER_ID)))));
    }

    private static Query deleteOldAndExpired() {
        return deleteFrom(C)
                .using(E)
                .where(C.USER_EMAIL_ADDRESS_ID.eq(E.ID))
                .and(E.USER_ID.eq(value(E.USER_ID)))
                .and(C.EXPIRES_AT
                        .le(value(C.EXPIRES_AT))
                        .or(E.NORMALIZED_EMAIL_ADDRESS.eq(value(E.NORMALIZED_EMAIL_ADDRESS))));
    }

    private static Query insertBelowLimit() {
        UserEmailAddresses o = USER_EMAIL_ADDRESSES.as("o");
        return insertInto(
                        USER_EMAIL_CONFIRMATIONS,
                        USER_EMAIL_CONFIRMATIONS.USER_EMAIL_ADDRESS_ID,
                        USER_EMAIL_CONFIRMATIONS.TOKEN_SHA256,
                        USER_EMAIL_CONFIRMATIONS.EXPIRES_AT,
                        USER_EMAIL_CONFIRMATIONS.CREATED_AT)
                .select(select(E.ID, value(C.TOKEN_SHA256), value(C.EXPIRES_AT), value(C.CREATED_AT))
                        .from(E)
                        .where(E.USER_ID.eq(value(E.USER_ID)))
                        .and(E.NORMALIZED_EMAIL_ADDRESS.eq(value(E.NORMALIZED_EMAIL_ADDRESS)))
                        .and(selectCount()
                                .from(C)
                                .join(o)
                                .on(o.ID.eq(C.USER_EMAIL_ADDRESS_ID))
                                .where(o.USER_ID.eq(value(o.USER_ID)))
                                .asField()
                                .lt(param("most", SQLDataType.INTEGER))));
    }

    private static ConfirmationToken newToken() {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return ConfirmationToken.of(random);
    }

    private static <T> Field<T> value(Field<T> column) {
        return param(column.getName(), column);
    }
}
