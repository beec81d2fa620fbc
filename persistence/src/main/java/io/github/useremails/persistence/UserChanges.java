package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USERS;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.PrimaryRequiredException;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.schema.tables.UserEmailAddresses;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jooq.Query;

/** Changes one user: lock and read, change, write the difference. Each of the two ways to the database is one trip. */
final class UserChanges {

    private final Statement lockAndRead;
    private final AddressWrites writes;

    UserChanges(Rendering rendering) {
        // Two statements, since one would read the addresses as they were before it waited for the lock.
        lockAndRead = rendering.statement(lock()).then(rendering.statement(read()));
        writes = new AddressWrites(rendering);
    }

    User update(Connection connection, UserId id, UserChange change, InstantSource clock) throws SQLException {
        User before = locked(connection, id);
        // Asked for under the lock, so that of two changes the later one has the later time.
        Instant now = clock.instant();
        User after = Objects.requireNonNull(change.apply(before, now), "the change returned null");
        if (!after.id().equals(id)) {
            throw new IllegalArgumentException("the change returned another user");
        }
        // The database would say so only at the commit, which in a joined transaction is not ours to see.
        if (!after.emailAddresses().isEmpty() && after.primaryEmail().isEmpty()) {
            throw new PrimaryRequiredException();
        }
        writes.write(connection, UserDifference.between(before, after), id, now);
        return after;
    }

    /** The order that every writer keeps: the user first, then the addresses. The other way round deadlocks. */
    private static Query lock() {
        return select(USERS.ID)
                .from(USERS)
                .where(USERS.ID.eq(param("id", USERS.ID)))
                .forNoKeyUpdate();
    }

    private static Query read() {
        UserEmailAddresses e = USER_EMAIL_ADDRESSES.as("e");
        return select(AddressColumns.of(e)).from(e).where(e.USER_ID.eq(param("id", USERS.ID)));
    }

    private User locked(Connection connection, UserId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lockAndRead.sql())) {
            statement.setLong(1, id.value());
            statement.setLong(2, id.value());
            statement.execute();
            try (ResultSet user = statement.getResultSet()) {
                if (!user.next()) {
                    throw new UnknownUserException(id);
                }
            }
            statement.getMoreResults();
            AddressRows addresses = new AddressRows(id);
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    addresses.add(rows);
                }
            }
            return addresses.user();
        }
    }
}
