package io.github.useremails.persistence.benchmark;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the rows of one user, which come in any order. */
final class PlainRows {

    private static final Comparator<Row> IN_ORDER_OF_ADDING = Comparator.comparingLong(Row::id);

    private final long user;
    private final List<Row> rows = new ArrayList<>(4);
    private boolean inOrder = true;

    record Row(long id, PlainAddress address) {}

    PlainRows(long user) {
        this.user = user;
    }

    static long userOf(ResultSet row) throws SQLException {
        return row.getLong(2);
    }

    void add(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        // Where an outer join found none.
        if (id != 0) {
            add(new Row(id, address(row)));
        }
    }

    private void add(Row row) {
        inOrder &= rows.isEmpty() || rows.get(rows.size() - 1).id() < row.id();
        rows.add(row);
    }

    PlainUser user() {
        if (!inOrder) {
            rows.sort(IN_ORDER_OF_ADDING);
        }
        List<PlainAddress> addresses = new ArrayList<>(rows.size());
        for (Row row : rows) {
            addresses.add(row.address());
        }
        return new PlainUser(user, addresses);
    }

    static PlainAddress address(ResultSet row) throws SQLException {
        return new PlainAddress(
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7),
                institution(row),
                instant(row, 9),
                row.getTimestamp(10).toInstant());
    }

    private static @Nullable Long institution(ResultSet row) throws SQLException {
        long institution = row.getLong(8);
        return row.wasNull() ? null : institution;
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    static @Nullable PlainEmail email(ResultSet row, int column) throws SQLException {
        String address = row.getString(column);
        return address == null ? null : new PlainEmail(address, row.getString(column + 1));
    }
}
