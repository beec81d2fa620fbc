package io.github.useremails.persistence.internal.lookup;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;

/** The columns of an address, in the order in which every lookup selects and reads them. */
public final class AddressColumns {

    /** Where a lookup selects the user: right after the columns of the address. */
    static final int USER = 10;

    private AddressColumns() {}

    public static List<Field<?>> of(UserEmailAddresses e) {
        return List.of(
                e.ID,
                e.EMAIL_ADDRESS,
                e.NORMALIZED_EMAIL_ADDRESS,
                e.PRIMARY,
                e.CONFIRMED,
                e.INSTITUTION_MANAGED,
                e.INSTITUTION_ID,
                e.CONFIRMED_AT,
                e.CREATED_AT);
    }

    /**
     * Reads an address. Times are not read as {@code OffsetDateTime}, for which the driver allocates five objects each;
     * the columns have a time zone either way.
     */
    static UserEmailAddress read(ResultSet row) throws SQLException {
        Timestamp confirmedAt = row.getTimestamp(8);
        long institution = row.getLong(7);
        boolean hasInstitution = !row.wasNull();
        return new UserEmailAddress(
                EmailAddress.stored(row.getString(2), row.getString(3)),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6),
                hasInstitution ? Optional.of(new InstitutionId(institution)) : Optional.empty(),
                confirmedAt == null ? Optional.empty() : Optional.of(confirmedAt.toInstant()),
                row.getTimestamp(9).toInstant());
    }
}
