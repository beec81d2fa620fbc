package io.github.useremails.persistence;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.persistence.schema.tables.UserEmailAddresses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;

/** The columns of an address in the order in which every lookup selects them, and how a row of them is read. */
final class AddressColumns {

    /** How many they are; what a lookup selects besides comes after them. */
    static final int COUNT = 9;

    private AddressColumns() {}

    static List<Field<?>> of(UserEmailAddresses e) {
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

    static UserEmailAddress read(ResultSet row) throws SQLException {
        return new UserEmailAddress(
                EmailAddress.stored(row.getString(2), row.getString(3)),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6),
                institution(row),
                confirmedAt(row),
                row.getTimestamp(9).toInstant());
    }

    private static Optional<InstitutionId> institution(ResultSet row) throws SQLException {
        long institution = row.getLong(7);
        return row.wasNull() ? Optional.empty() : Optional.of(new InstitutionId(institution));
    }

    /** Not by way of an OffsetDateTime, which the driver makes of five objects; the column has a time zone either way. */
    private static Optional<Instant> confirmedAt(ResultSet row) throws SQLException {
        Timestamp confirmedAt = row.getTimestamp(8);
        return confirmedAt == null ? Optional.empty() : Optional.of(confirmedAt.toInstant());
    }
}
