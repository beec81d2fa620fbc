package io.github.useremails.persistence.spi;

import io.github.useremails.domain.UserEmailEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Receives events about users' addresses, inside the transaction of the change.
 *
 * <pre>{@code
 * PostgresUserEmails.builder(dataSource).listener((event, connection) -> outbox.write(connection, event));
 * }</pre>
 *
 * <p>Rows that the listener writes through the connection are committed or rolled back with the change. A listener can,
 * for example, record which mail to send. Do not send mail in a listener: the transaction may still fail, or be
 * retried, which calls the listener again.
 *
 * <p>Listeners do not receive changes that bypass the library. The database records all changes in
 * {@code user_email_address_history}.
 */
@FunctionalInterface
public interface UserEmailListener {

    /**
     * Receives an event.
     *
     * @param event the event; its change is already written
     * @param connection the connection of the running transaction; neither commit nor close it
     * @throws SQLException if the database fails, which rolls back the change; any other exception also rolls it back,
     *     and reaches the caller unchanged
     */
    void on(UserEmailEvent event, Connection connection) throws SQLException;

    /**
     * Receives all events of a change together, in their order. The default implementation calls {@link #on} for each
     * event.
     *
     * <p>If a listener sends a statement for each event, entering an address that belongs to another user takes longer,
     * since the owner receives an event, too. The user who enters the address could measure the difference. Override
     * this method to write all events in one statement, as the outbox does.
     *
     * @param events the events, at least one; their changes are already written
     * @param connection the connection of the running transaction; neither commit nor close it
     * @throws SQLException if the database fails, which rolls back the change; so does any other exception
     */
    default void onAll(List<UserEmailEvent> events, Connection connection) throws SQLException {
        for (UserEmailEvent event : events) {
            on(event, connection);
        }
    }
}
