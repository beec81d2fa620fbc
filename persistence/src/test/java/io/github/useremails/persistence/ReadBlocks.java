package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a session has read of tables and indexes, also by functions and triggers, of which no plan tells.
 *
 * @param pages of tables and indexes, as often as they were read
 * @param rows of tables that were read as a whole, and entries of indexes
 */
record ReadBlocks(long pages, long rows) {

    private static final String COUNTED = """
            select (select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0))
                      from pg_statio_user_tables),
                   (select sum(seq_tup_read) from pg_stat_user_tables)
                   + (select sum(idx_tup_read) from pg_stat_user_indexes)
            """;

    @FunctionalInterface
    interface Work {
        void run(Connection connection) throws SQLException;
    }

    /** {@return what is read meanwhile; nobody else must work in the database} */
    static ReadBlocks during(Connection connection, Work work) throws SQLException {
        ReadBlocks before = counted(connection);
        work.run(connection);
        ReadBlocks after = counted(connection);
        return new ReadBlocks(after.pages - before.pages, after.rows - before.rows);
    }

    /** Whether with so many times the work it is not more than so many times as much, and an index a level deeper. */
    boolean isInProportionTo(ReadBlocks less, int times) {
        return pages <= less.pages * times * 1.3 + 500 && rows <= less.rows * times * 1.3 + 500;
    }

    private static ReadBlocks counted(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            try (ResultSet row = statement.executeQuery(COUNTED)) {
                row.next();
                return new ReadBlocks(row.getLong(1), row.getLong(2));
            }
        }
    }
}
