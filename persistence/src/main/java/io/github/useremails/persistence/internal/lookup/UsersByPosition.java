package io.github.useremails.persistence.internal.lookup;

import io.github.useremails.domain.User;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads users in the order of the keys of a bulk lookup: two keys may find the same user. */
record UsersByPosition(int keys) implements RenderedSql.Answer<List<@Nullable User>> {

    private static final int POSITION = AddressColumns.USER + 1;

    @Override
    public List<@Nullable User> read(ResultSet rows) throws SQLException {
        @Nullable AddressRows[] found = new AddressRows[keys];
        while (rows.next()) {
            int index = rows.getInt(POSITION) - 1;
            long user = rows.getLong(AddressColumns.USER);
            AddressRows owner = AddressRows.collected(found[index], user);
            found[index] = owner;
            if (owner.areOf(user)) {
                owner.add(rows);
            }
        }
        List<@Nullable User> users = new ArrayList<>(keys);
        for (AddressRows addresses : found) {
            users.add(addresses == null ? null : addresses.user());
        }
        return users;
    }
}
