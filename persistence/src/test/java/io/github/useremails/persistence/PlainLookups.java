package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The lookups as somebody would write them by hand: the same columns, read into the plainest values, and nothing
 * checked, grouped or wrapped.
 */
record PlainLookups(DataSource dataSource) {

    private static final String COLUMNS = """
            e.id, e.email_address, e.normalized_email_address, e."primary", e.confirmed, e.institution_managed,
            e.institution_id, e.confirmed_at, e.created_at\
            """;

    private static final String BY_ID = "select " + COLUMNS + ", users.id from public.users"
            + " left join public.user_email_addresses e on e.user_id = users.id where users.id = ?";

    private static final String OF_A_CLAIM = "select " + COLUMNS + ", e.user_id from public.user_email_addresses c"
            + " join public.user_email_addresses e on e.user_id = c.user_id"
            + " where (c.confirmed or c.institution_managed) and c.normalized_email_address = ";

    private static final String BY_ADDRESSES = "select f.*, a.position"
            + " from unnest(?) with ordinality as a (value, position) cross join lateral (" + OF_A_CLAIM
            + "a.value offset 0) as f";

    private static final String PRIMARY = "select e.email_address, e.normalized_email_address"
            + " from public.user_email_addresses e where e.user_id = ? and e.\"primary\"";

    private static final String PRIMARIES = "select f.*, a.position"
            + " from unnest(?) with ordinality as a (value, position) cross join lateral"
            + " (select e.email_address, e.normalized_email_address from public.user_email_addresses e"
            + " where e.user_id = a.value and e.\"primary\" offset 0) as f";

    private static final String PAGE = """
            select u.id,
                   p.email_address,
                   p.normalized_email_address,
                   m.email_address,
                   m.normalized_email_address
              from (select id from public.users where id >= ? order by id limit ?) as u
              left join lateral (
                   select email_address,
                          normalized_email_address
                     from public.user_email_addresses
                    where user_id = u.id
                      and "primary"
                    limit 1) as p on true
              left join lateral (
                   select email_address,
                          normalized_email_address
                     from public.user_email_addresses
                    where user_id = u.id
                      and institution_managed
                    limit 1) as m on true
             order by u.id
            """;

    record Address(
            long id,
            String value,
            String normalized,
            boolean primary,
            boolean confirmed,
            boolean institutionManaged,
            @Nullable Long institution,
            @Nullable Timestamp confirmedAt,
            Timestamp createdAt,
            long user) {}

    record Line(
            long user,
            @Nullable String primary,
            @Nullable String normalizedPrimary,
            @Nullable String managed,
            @Nullable String normalizedManaged) {}

    record Mail(String value, String normalized) {}

    List<Address> find(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(BY_ID)) {
            statement.setLong(1, id);
            return addresses(statement);
        }
    }

    List<Address> withEmail(String address) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(OF_A_CLAIM + "?")) {
            statement.setString(1, address);
            return addresses(statement);
        }
    }

    List<Address> withEmails(String[] addresses) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(BY_ADDRESSES)) {
            statement.setArray(1, connection.createArrayOf("text", addresses));
            return addresses(statement);
        }
    }

    @Nullable
    Mail primaryEmail(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(PRIMARY)) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? new Mail(rows.getString(1), rows.getString(2)) : null;
            }
        }
    }

    List<Mail> primaryEmails(Long[] ids) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(PRIMARIES)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids));
            List<Mail> mails = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    mails.add(new Mail(rows.getString(1), rows.getString(2)));
                }
            }
            return mails;
        }
    }

    List<Line> page(long first, int size) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(PAGE)) {
            statement.setLong(1, first);
            statement.setInt(2, size);
            List<Line> lines = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add(new Line(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5)));
                }
            }
            return lines;
        }
    }

    private static List<Address> addresses(PreparedStatement statement) throws SQLException {
        List<Address> addresses = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                addresses.add(new Address(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getBoolean(4),
                        rows.getBoolean(5),
                        rows.getBoolean(6),
                        rows.getObject(7, Long.class),
                        rows.getTimestamp(8),
                        rows.getTimestamp(9),
                        rows.getLong(10)));
            }
        }
        return addresses;
    }
}
