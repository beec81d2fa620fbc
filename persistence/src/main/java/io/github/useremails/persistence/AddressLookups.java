package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.schema.tables.UserEmailAddresses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/** Lookups whose answer is one address of a user, by what it is to the user. */
final class AddressLookups {

    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");

    private final LookupStatement primary;
    private final LookupStatement primaries;
    private final LookupStatement institutionManaged;
    private final LookupStatement institutionManagedOnes;

    AddressLookups(Rendering rendering) {
        Field<Long> id = param("id", E.USER_ID);
        primary = rendering.lookup(addressesOf(id).and(E.PRIMARY));
        primaries = rendering.lookup(Asked.ids().each(each -> addressesOf(each).and(E.PRIMARY)));
        institutionManaged = rendering.lookup(addressesOf(id).and(E.INSTITUTION_MANAGED));
        institutionManagedOnes =
                rendering.lookup(Asked.ids().each(each -> addressesOf(each).and(E.INSTITUTION_MANAGED)));
    }

    Optional<EmailAddress> primaryEmail(Reading reading, UserId id) throws SQLException {
        return one(reading, primary, id);
    }

    Optional<EmailAddress> institutionManagedEmail(Reading reading, UserId id) throws SQLException {
        return one(reading, institutionManaged, id);
    }

    List<@Nullable EmailAddress> primaryEmails(Reading reading, List<UserId> ids) throws SQLException {
        return all(reading, primaries, ids);
    }

    List<@Nullable EmailAddress> institutionManagedEmails(Reading reading, List<UserId> ids) throws SQLException {
        return all(reading, institutionManagedOnes, ids);
    }

    private static SelectConditionStep<?> addressesOf(Field<Long> user) {
        return select(E.EMAIL_ADDRESS, E.NORMALIZED_EMAIL_ADDRESS).from(E).where(E.USER_ID.eq(user));
    }

    private static Optional<EmailAddress> one(Reading reading, LookupStatement statement, UserId id)
            throws SQLException {
        return statement.query(
                reading,
                parameters -> parameters.setLong(1, id.value()),
                rows -> rows.next() ? Optional.of(address(rows)) : Optional.empty());
    }

    private static List<@Nullable EmailAddress> all(Reading reading, LookupStatement statement, List<UserId> ids)
            throws SQLException {
        return statement.query(reading, Asked.ids(reading.connection(), ids), rows -> {
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
