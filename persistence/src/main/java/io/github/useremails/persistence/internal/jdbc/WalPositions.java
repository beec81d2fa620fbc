package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** How far a primary has written, and how far a replica has replayed it. */
public final class WalPositions {

    /**
     * What was inserted, and not only what has gone to disk: a commit that does not wait for the disk counts. Only the
     * name of the current file tells the timeline at once after a failover.
     */
    private static final RenderedSql WRITTEN = new RenderedSql("select pg_walfile_name(pg_current_wal_insert_lsn()),"
            + " pg_current_wal_insert_lsn() - '0/0'::pg_lsn,"
            + " pg_current_xact_id_if_assigned() is not null");

    /**
     * Asked in a statement before the lookup, which takes its snapshot later and so shows at least as much. In a stricter
     * isolation than read committed the snapshot would be older than the answer, so there it is none.
     */
    static final RenderedSql REPLAYED = new RenderedSql("select r.min_recovery_end_timeline,"
            + " pg_last_wal_replay_lsn() - '0/0'::pg_lsn"
            + " from pg_control_recovery() r"
            + " where current_setting('transaction_isolation') = 'read committed'"
            + " and pg_is_in_recovery()"
            // None for a moment at the end of a promotion.
            + " and r.min_recovery_end_timeline > 0");

    private WalPositions() {}

    /** How far the primary has written. */
    public static WritePosition written(Session session) throws SQLException {
        return WRITTEN.query(session.connection(), statement -> {}, rows -> {
            rows.next();
            if (rows.getBoolean(3)) {
                throw new IllegalStateException(
                        "the transaction has written and is not committed: ask for the position after the commit");
            }
            return new WritePosition(Long.parseLong(rows.getString(1).substring(0, 8), 16), rows.getLong(2));
        });
    }

    /** Reads the answer to the question. */
    static Optional<WritePosition> replayed(ResultSet rows) throws SQLException {
        return rows.next() ? Optional.of(new WritePosition(rows.getLong(1), rows.getLong(2))) : Optional.empty();
    }
}
