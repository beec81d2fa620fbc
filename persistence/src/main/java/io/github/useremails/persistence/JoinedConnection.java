package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.ConnectionProvider;
import org.jooq.exception.DataAccessException;

/** The connection on which the application's own transaction runs. */
record JoinedConnection(ConnectionProvider provider) implements Connections {

    @Override
    public <T> T separately(Work<T> work) {
        Connection connection = acquire();
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw DatabaseErrors.translated(e);
        } finally {
            provider.release(connection);
        }
    }

    @Override
    public <T> T together(Work<T> work) {
        return separately(connection -> {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException("no transaction is running that the change could join: begin one, or "
                        + "use JooqUsers.over(dataSource), which begins its own");
            }
            return work.on(connection);
        });
    }

    @Override
    public <T> T alone(Work<T> work) {
        return together(work);
    }

    @Override
    public <T> T together(Change<T> change) {
        return together(connection -> change.on(connection, Ending.NONE));
    }

    @Override
    public Connections withReplica(Replica replica) {
        throw new IllegalStateException("lookups in a transaction of the application belong to it: they see what it "
                + "has written, and no replica does");
    }

    private Connection acquire() {
        Connection connection;
        try {
            connection = provider.acquire();
        } catch (DataAccessException e) {
            throw DatabaseErrors.noConnection(e);
        }
        if (connection == null) {
            throw new IllegalStateException("the jOOQ configuration provides no connection");
        }
        return connection;
    }
}
