package io.github.useremails.persistence;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Everybody who wants to be told, in the order in which they said so. */
record Listeners(List<UserEmailListener> all) {

    boolean isEmpty() {
        return all.isEmpty();
    }

    void tell(Connection connection, User before, User after) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        for (UserEmailEvent event : UserEmailEvent.between(before, after)) {
            tell(connection, event);
        }
    }

    void tell(Connection connection, UserEmailEvent event) throws SQLException {
        for (UserEmailListener listener : all) {
            listener.on(event, connection);
        }
    }
}
