package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** A connection for the duration of one call. Only this class decides when its transaction is committed. */
public final class Session {

    private enum Transaction {
        /** Each statement is committed on its own. */
        NONE,
        /** The library begins and commits the transaction. */
        OWN,
        /** The transaction belongs to the application. */
        JOINED
    }

    private final Connection connection;
    private final Transaction transaction;
    private final Optional<WritePosition> notBefore;

    private Session(Connection connection, Transaction transaction, Optional<WritePosition> notBefore) {
        this.connection = connection;
        this.transaction = transaction;
        this.notBefore = notBefore;
    }

    static Session autoCommit(Connection connection, Optional<WritePosition> notBefore) {
        return new Session(connection, Transaction.NONE, notBefore);
    }

    static Session ownTransaction(Connection connection, Optional<WritePosition> notBefore) {
        return new Session(connection, Transaction.OWN, notBefore);
    }

    static Session joined(Connection connection) {
        return new Session(connection, Transaction.JOINED, Optional.empty());
    }

    public Connection connection() {
        return connection;
    }

    /** Returns whether the transaction belongs to the application, which continues it afterwards. */
    public boolean isJoined() {
        return transaction == Transaction.JOINED;
    }

    /** Returns the position that a replica must have replayed before it answers. */
    Optional<WritePosition> notBefore() {
        return notBefore;
    }

    /**
     * Sends the last writes of a call. A transaction of the library is committed in the same round trip, unless a write
     * fails. No statement may follow.
     */
    public void finish(StatementSequence writes) throws SQLException {
        if (transaction == Transaction.OWN) {
            writes.executeAndCommit(connection);
        } else {
            writes.execute(connection);
        }
    }

    /** Commits a transaction of the library. The driver sends nothing if {@link #finish} has already committed it. */
    void commit() throws SQLException {
        connection.commit();
    }
}
