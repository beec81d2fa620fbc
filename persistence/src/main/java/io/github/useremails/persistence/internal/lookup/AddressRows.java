package io.github.useremails.persistence.internal.lookup;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.internal.legacy.LegacyColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of one user. They come in any order; sorting two or three of them here spares the database a sort.
 */
public final class AddressRows {

    private static final Comparator<Row> IN_ORDER_OF_ADDING = Comparator.comparingLong(Row::id);

    private final UserId user;
    private final List<Row> rows = new ArrayList<>(4);

    private record Row(long id, UserEmailAddress address) {}

    public AddressRows(UserId user) {
        this.user = user;
    }

    /**
     * The rows to which a row of the user belongs: those collected so far, or new ones. An address finds one user; several
     * have it only in a legacy column before the backfill.
     */
    static AddressRows collected(@Nullable AddressRows before, long user) {
        return before == null || LegacyColumn.belongsToEarlier(user, before.user.value())
                ? new AddressRows(new UserId(user))
                : before;
    }

    boolean areOf(long other) {
        return other == user.value();
    }

    /** Takes the current row, which has no address where an outer join found none. */
    public void add(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        if (!row.wasNull()) {
            rows.add(new Row(id, AddressColumns.read(row)));
        }
    }

    public User user() {
        rows.sort(IN_ORDER_OF_ADDING);
        UserEmailAddress[] addresses = new UserEmailAddress[rows.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = rows.get(i).address();
        }
        // A list that cannot change is taken over by the user as it is.
        return new User(user, List.of(addresses));
    }
}
