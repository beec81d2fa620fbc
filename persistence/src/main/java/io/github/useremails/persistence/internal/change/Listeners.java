package io.github.useremails.persistence.internal.change;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.jdbc.StatementSequence;
import io.github.useremails.persistence.internal.jdbc.Work;
import io.github.useremails.persistence.spi.UserEmailListener;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** All listeners, in the order in which they were registered, and their effect on the transaction of a call. */
public record Listeners(List<UserEmailListener> all) {

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Runs work whose only write is its last statement. It needs a transaction only if there are listeners. */
    public <T> T statement(Connections connections, Work<T> work) {
        return isEmpty() ? connections.statement(work) : connections.transaction(work);
    }

    /** Sends the last writes and calls the listeners. Without listeners, the commit is sent with the writes. */
    public void finish(Session session, StatementSequence writes, Supplier<List<UserEmailEvent>> events)
            throws SQLException {
        if (isEmpty()) {
            session.finish(writes);
        } else {
            writes.execute(session.connection());
            call(session, events.get());
        }
    }

    /** Passes all events of a change together, so that a listener can write them in one statement. */
    public void call(Session session, List<UserEmailEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        for (UserEmailListener listener : all) {
            listener.onAll(List.copyOf(events), session.connection());
        }
    }
}
