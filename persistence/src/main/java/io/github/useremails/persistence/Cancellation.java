package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USERS;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ADDRESSES;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_CONFIRMATIONS;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.schema.tables.UserEmailConfirmations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.Query;

/** Makes all tokens of a user void, under the lock of the user. */
final class Cancellation {

    private static final UserEmailConfirmations C = USER_EMAIL_CONFIRMATIONS.as("c");
    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");

    private final Statement lockAndDelete;

    Cancellation(Rendering rendering) {
        lockAndDelete =
                rendering.statement(UserLock.lock(param("id", USERS.ID))).then(rendering.statement(delete()));
    }

    int cancel(Connection connection, UserId user) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lockAndDelete.sql())) {
            statement.setLong(1, user.value());
            statement.setLong(2, user.value());
            statement.execute();
            statement.getMoreResults();
            return statement.getUpdateCount();
        }
    }

    private static Query delete() {
        return deleteFrom(C)
                .where(C.USER_EMAIL_ADDRESS_ID.in(select(E.ID).from(E).where(E.USER_ID.eq(param("user", E.USER_ID)))));
    }
}
