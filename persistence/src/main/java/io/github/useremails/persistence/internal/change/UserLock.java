package io.github.useremails.persistence.internal.change;

import static io.github.useremails.persistence.internal.schema.Tables.USERS;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.lookup.AddressColumns;
import io.github.useremails.persistence.internal.lookup.AddressRows;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.Field;
import org.jooq.Query;

/**
 * Locks a user and then reads it, in one round trip. Every writer locks the user before the addresses; the opposite
 * order could deadlock.
 */
public final class UserLock {

    private final RenderedSql lockAndRead;

    public UserLock(Rendering rendering) {
        // Two statements, since a single one would read the addresses as they were before it waited for the lock.
        lockAndRead = rendering.statement(lock(id())).then(rendering.statement(read(id())));
    }

    public User take(Session session, UserId id) throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement(lockAndRead.text())) {
            statement.setLong(1, id.value());
            statement.setLong(2, id.value());
            statement.execute();
            try (ResultSet user = statement.getResultSet()) {
                if (!user.next()) {
                    throw new UnknownUserException(id);
                }
            }
            statement.getMoreResults();
            return user(statement, id);
        }
    }

    public static Query lock(Field<Long> id) {
        return select(USERS.ID).from(USERS).where(USERS.ID.eq(id)).forNoKeyUpdate();
    }

    public static Query read(Field<Long> id) {
        UserEmailAddresses e = USER_EMAIL_ADDRESSES.as("e");
        return select(AddressColumns.of(e)).from(e).where(e.USER_ID.eq(id));
    }

    /** Reads the current result of the statement. */
    public static User user(PreparedStatement statement, UserId id) throws SQLException {
        AddressRows addresses = new AddressRows(id);
        try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
                addresses.add(rows);
            }
        }
        return addresses.user();
    }

    private static Field<Long> id() {
        return param("id", USERS.ID);
    }
}
