package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** A connection for the length of one call, and the only place that decides when its transaction is committed. */
public final class Session {

    private enum Transaction {
        /** Each statement commits by itself. */
        NONE,
        /** The library begins and commits it. */
        OWN,
        /** It belongs to the application. */
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

    /** Whether the transaction belongs to the application, which goes on with it afterwards. */
    public boolean isJoined() {
        return transaction == Transaction.JOINED;
    }

    /** What a replica must have replayed before it answers. */
    Optional<WritePosition> notBefore() {
        return notBefore;
    }

    /**
     * Sends the last writes of a call. A transaction of the library is committed in the same round trip; a write that
     * fails keeps the commit from happening. Nothing may be sent afterwards.
     */
    public void finish(StatementSequence writes) throws SQLException {
        if (transaction == Transaction.OWN) {
            writes.executeAndCommit(connection);
        } else {
            writes.execute(connection);
        }
    }

    /** Commits a transaction of the library. The driver sends nothing where {@link #finish} has done so. */
    void commit() throws SQLException {
        connection.commit();
    }
}
