package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.persistence.replica.WritePosition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Queries the position that a primary has written, and the position that a replica has replayed. */
public final class WalPositions {

    /**
     * The insert position, not the flush position, so that commits which do not wait for the disk count. Only the name
     * of the current WAL file reflects the new timeline immediately after a failover.
     */
    private static final RenderedSql WRITTEN = new RenderedSql("select pg_walfile_name(pg_current_wal_insert_lsn()),"
            + " pg_current_wal_insert_lsn() - '0/0'::pg_lsn,"
            + " pg_current_xact_id_if_assigned() is not null");

    /**
     * Runs in a statement before the lookup, whose later snapshot shows at least as much. Above read committed, the
     * snapshot would be older than the position, so the query returns no row.
     */
    static final RenderedSql REPLAYED = new RenderedSql("select r.min_recovery_end_timeline,"
            + " pg_last_wal_replay_lsn() - '0/0'::pg_lsn"
            + " from pg_control_recovery() r"
            + " where current_setting('transaction_isolation') = 'read committed'"
            + " and pg_is_in_recovery()"
            // Zero for a moment at the end of a promotion.
            + " and r.min_recovery_end_timeline > 0");

    private WalPositions() {}

    /** Returns the position that the primary has written. */
    public static WritePosition written(Session session) throws SQLException {
        return WRITTEN.query(session.connection(), statement -> {}, rows -> {
            rows.next();
            if (rows.getBoolean(3)) {
                throw new IllegalStateException(
                        "the transaction has uncommitted writes: call writePosition() after the commit");
            }
            return new WritePosition(Long.parseLong(rows.getString(1).substring(0, 8), 16), rows.getLong(2));
        });
    }

    /** Reads the result of {@link #REPLAYED}. */
    static Optional<WritePosition> replayed(ResultSet rows) throws SQLException {
        return rows.next() ? Optional.of(new WritePosition(rows.getLong(1), rows.getLong(2))) : Optional.empty();
    }
}
