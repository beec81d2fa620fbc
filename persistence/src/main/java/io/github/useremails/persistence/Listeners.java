package io.github.useremails.persistence;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** All listeners, in the order in which they were registered. */
record Listeners(List<UserEmailListener> all) {

    boolean isEmpty() {
        return all.isEmpty();
    }

    void tell(Connection connection, User before, User after) throws SQLException {
        if (!all.isEmpty()) {
            tell(connection, UserEmailEvent.between(before, after));
        }
    }

    /** All events of a change together, so that a listener can write them in one statement. */
    void tell(Connection connection, List<UserEmailEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        for (UserEmailListener listener : all) {
            listener.onAll(List.copyOf(events), connection);
        }
    }
}
