package io.github.useremails.persistence.internal.lookup;

import static io.github.useremails.persistence.internal.schema.Tables.USERS;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.trueCondition;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.jdbc.LookupStatement;
import io.github.useremails.persistence.internal.jdbc.Work;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record1;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** Pages of users in the order of their ids, each with the primary and the institution-managed address. */
public final class UserPages {

    private final LookupStatement page;

    public UserPages(Rendering rendering) {
        page = rendering.lookup(page());
    }

    public static void checkSize(int size) {
        if (size < 1 || size > Users.MAXIMUM_PAGE_SIZE) {
            throw new IllegalArgumentException(
                    "size must be from 1 to " + Users.MAXIMUM_PAGE_SIZE + ", but is " + size);
        }
    }

    public Work<List<UserSummary>> from(long first, int size) {
        return session -> page.query(
                session,
                statement -> {
                    statement.setLong(1, first);
                    statement.setInt(2, size);
                },
                UserPages::lines);
    }

    /** Limits the page before the joins. Otherwise the planner hashes the whole table. */
    private static Query page() {
        Table<Record1<Long>> page = select(USERS.ID.as(USERS.ID))
                .from(USERS)
                .where(USERS.ID.ge(param("first", USERS.ID)))
                .orderBy(USERS.ID)
                .limit(param("size", SQLDataType.INTEGER))
                .asTable("page");
        Field<Long> id = page.field(USERS.ID);
        UserEmailAddresses p = USER_EMAIL_ADDRESSES.as("p");
        UserEmailAddresses m = USER_EMAIL_ADDRESSES.as("m");
        Table<?> primary = one(p, p.USER_ID.eq(id).and(p.PRIMARY)).as("primary_email");
        Table<?> managed = one(m, m.USER_ID.eq(id).and(m.INSTITUTION_MANAGED)).as("institution_managed_email");
        return select(id)
                .select(primary.fields())
                .select(managed.fields())
                .from(page)
                .leftJoin(primary)
                .on(trueCondition())
                .leftJoin(managed)
                .on(trueCondition())
                .orderBy(id);
    }

    private static Table<?> one(UserEmailAddresses e, Condition condition) {
        return lateral(select(e.EMAIL_ADDRESS, e.NORMALIZED_EMAIL_ADDRESS)
                .from(e)
                .where(condition)
                .limit(inline(1)));
    }

    private static List<UserSummary> lines(ResultSet rows) throws SQLException {
        List<UserSummary> lines = new ArrayList<>();
        while (rows.next()) {
            lines.add(new UserSummary(new UserId(rows.getLong(1)), address(rows, 2), address(rows, 4)));
        }
        return lines;
    }

    private static Optional<EmailAddress> address(ResultSet row, int column) throws SQLException {
        String value = row.getString(column);
        return value == null ? Optional.empty() : Optional.of(EmailAddress.stored(value, row.getString(column + 1)));
    }
}
