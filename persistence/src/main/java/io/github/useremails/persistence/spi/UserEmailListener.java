package io.github.useremails.persistence.spi;

import io.github.useremails.domain.UserEmailEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Is told what happens to users' addresses, inside the transaction in which it happens.
 *
 * <p>What the listener writes through the connection is there at commit, and gone at rollback: a row that says which
 * mail to send, for instance. Do not send it here: the transaction may still fail, and may be repeated, and then the
 * listener is called again.
 *
 * <pre>{@code
 * PostgresUserEmails.builder(dataSource).listener((event, connection) -> outbox.write(connection, event));
 * }</pre>
 *
 * <p>Changes that go past the library are not told; the database has all of them in {@code user_email_address_history}.
 */
@FunctionalInterface
public interface UserEmailListener {

    /**
     * Takes an event.
     *
     * @param event what happened, already written
     * @param connection of the running transaction; neither commit it nor close it
     * @throws SQLException if the database fails, which undoes the change; so does any other exception, which is thrown unchanged
     */
    void on(UserEmailEvent event, Connection connection) throws SQLException;

    /**
     * Takes all events of a change at once, in their order. Calls {@link #on} for each, unless it is overridden.
     *
     * <p>A listener that sends a statement for each event takes longer for an address that belongs to somebody, since the
     * owner is told of it: the user who enters an address can then tell by the time. Override this method to write all events
     * in one statement, as the outbox does.
     *
     * @param events what happened, already written; at least one
     * @param connection of the running transaction; neither commit it nor close it
     * @throws SQLException if the database fails, which undoes the change; so does any other exception
     */
    default void onAll(List<UserEmailEvent> events, Connection connection) throws SQLException {
        for (UserEmailEvent event : events) {
            on(event, connection);
        }
    }
}
