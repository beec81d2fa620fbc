package io.github.useremails.persistence.internal.outbox;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.persistence.spi.UserEmailListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Stores events in the outbox, in the transaction of the change. */
public record OutboxWriter(OutboxStatements statements) implements UserEmailListener {

    @Override
    public void on(UserEmailEvent event, Connection connection) throws SQLException {
        onAll(List.of(event), connection);
    }

    /** Inserts all events of a change with one statement, so that an additional event takes no round trip. */
    @Override
    public void onAll(List<UserEmailEvent> events, Connection connection) throws SQLException {
        List<OutboxRow> rows = events.stream().map(OutboxRow::of).toList();
        statements.insert().call(connection, OutboxRow.parameters(rows));
    }
}
