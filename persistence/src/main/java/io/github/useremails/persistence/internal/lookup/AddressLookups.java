package io.github.useremails.persistence.internal.lookup;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.jdbc.LookupStatement;
import io.github.useremails.persistence.internal.jdbc.Work;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.internal.sql.KeyArray;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/** Lookups of the primary and the institution-managed address of users. */
public final class AddressLookups {

    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");

    private final LookupStatement primary;
    private final LookupStatement primaries;
    private final LookupStatement institutionManaged;
    private final LookupStatement institutionManagedOnes;

    public AddressLookups(Rendering rendering) {
        Field<Long> id = param("id", E.USER_ID);
        primary = rendering.lookup(addressesOf(id).and(E.PRIMARY));
        primaries =
                rendering.lookup(KeyArray.ids().each(each -> addressesOf(each).and(E.PRIMARY)));
        institutionManaged = rendering.lookup(addressesOf(id).and(E.INSTITUTION_MANAGED));
        institutionManagedOnes =
                rendering.lookup(KeyArray.ids().each(each -> addressesOf(each).and(E.INSTITUTION_MANAGED)));
    }

    public Work<Optional<EmailAddress>> primaryEmail(UserId id) {
        return one(primary, id);
    }

    public Work<Optional<EmailAddress>> institutionManagedEmail(UserId id) {
        return one(institutionManaged, id);
    }

    public Work<List<@Nullable EmailAddress>> primaryEmails(List<UserId> ids) {
        return all(primaries, ids);
    }

    public Work<List<@Nullable EmailAddress>> institutionManagedEmails(List<UserId> ids) {
        return all(institutionManagedOnes, ids);
    }

    private static SelectConditionStep<?> addressesOf(Field<Long> user) {
        return select(E.EMAIL_ADDRESS, E.NORMALIZED_EMAIL_ADDRESS).from(E).where(E.USER_ID.eq(user));
    }

    private static Work<Optional<EmailAddress>> one(LookupStatement statement, UserId id) {
        return session -> statement.query(
                session,
                parameters -> parameters.setLong(1, id.value()),
                rows -> rows.next() ? Optional.of(address(rows)) : Optional.empty());
    }

    private static Work<List<@Nullable EmailAddress>> all(LookupStatement statement, List<UserId> ids) {
        return session -> statement.query(session, KeyArray.ids(ids), rows -> {
            @Nullable EmailAddress[] found = new EmailAddress[ids.size()];
            while (rows.next()) {
                found[rows.getInt(3) - 1] = address(rows);
            }
            return Arrays.asList(found);
        });
    }

    private static EmailAddress address(ResultSet row) throws SQLException {
        return EmailAddress.stored(row.getString(1), row.getString(2));
    }
}
