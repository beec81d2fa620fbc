package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Hand-written JDBC: the practical limit of lookups. Its writes are a statement, a statement and the commit. */
final class JdbcContender implements Contender {

    private final DataSource dataSource;
    private final InstantSource clock;

    JdbcContender(DataSource dataSource, InstantSource clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    @Override
    public Object withEmail(EmailAddress address) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(Sql.WITH_EMAIL)) {
            query.setString(1, address.normalized());
            return oneUser(query);
        }
    }

    @Override
    public Object find(UserId id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(Sql.FIND)) {
            query.setLong(1, id.value());
            return oneUser(query);
        }
    }

    private static Optional<PlainUser> oneUser(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            PlainRows user = new PlainRows(PlainRows.userOf(rows));
            do {
                user.add(rows);
            } while (rows.next());
            return Optional.of(user.user());
        }
    }

    @Override
    public Object primaryEmail(UserId id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(Sql.PRIMARY_EMAIL)) {
            query.setLong(1, id.value());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next()
                        ? Optional.of(new PlainEmail(rows.getString(1), rows.getString(2)))
                        : Optional.empty();
            }
        }
    }

    @Override
    public Object pageAfter(UserId last, int size) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(Sql.PAGE)) {
            query.setLong(1, last.value());
            query.setInt(2, size);
            try (ResultSet rows = query.executeQuery()) {
                List<PlainEmails> page = new ArrayList<>(size);
                while (rows.next()) {
                    page.add(new PlainEmails(rows.getLong(1), PlainRows.email(rows, 2), PlainRows.email(rows, 4)));
                }
                return page;
            }
        }
    }

    @Override
    public Object withEmails(List<EmailAddress> addresses) throws SQLException {
        String[] keys = new String[addresses.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = addresses.get(i).normalized();
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(Sql.WITH_EMAILS)) {
            query.setArray(1, connection.createArrayOf("text", keys));
            try (ResultSet rows = query.executeQuery()) {
                return usersByAddress(rows, keys.length);
            }
        }
    }

    static Map<String, PlainUser> usersByAddress(ResultSet rows, int expected) throws SQLException {
        Map<String, PlainRows> found = new HashMap<>(2 * expected);
        while (rows.next()) {
            String address = rows.getString(11);
            PlainRows user = found.get(address);
            if (user == null) {
                user = new PlainRows(PlainRows.userOf(rows));
                found.put(address, user);
            }
            user.add(rows);
        }
        Map<String, PlainUser> users = new HashMap<>(2 * found.size());
        found.forEach((address, user) -> users.put(address, user.user()));
        return users;
    }

    @Override
    public Object primaryEmails(List<UserId> ids) throws SQLException {
        Long[] keys = new Long[ids.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ids.get(i).value();
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(Sql.PRIMARY_EMAILS)) {
            query.setArray(1, connection.createArrayOf("bigint", keys));
            try (ResultSet rows = query.executeQuery()) {
                Map<Long, PlainEmail> emails = new HashMap<>(2 * keys.length);
                while (rows.next()) {
                    emails.put(rows.getLong(1), new PlainEmail(rows.getString(2), rows.getString(3)));
                }
                return emails;
            }
        }
    }

    @Override
    public Object register(EmailAddress address) throws SQLException {
        return inTransaction(connection -> {
            long id = insertUser(connection);
            try (PreparedStatement insert = connection.prepareStatement(Sql.INSERT_FIRST_ADDRESS)) {
                insert.setLong(1, id);
                insert.setString(2, address.value());
                insert.setString(3, address.normalized());
                insert.setObject(4, now());
                insert.setObject(5, now());
                insert.setString(6, address.normalized());
                if (insert.executeUpdate() == 0) {
                    throw new AddressTakenException();
                }
            }
            return id;
        });
    }

    private static long insertUser(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(Sql.INSERT_USER);
                ResultSet key = insert.executeQuery()) {
            key.next();
            return key.getLong(1);
        }
    }

    @Override
    public Object addAndMakePrimary(UserId id, EmailAddress address, InstitutionId institution) throws SQLException {
        return inTransaction(connection -> {
            clearPrimary(connection, id);
            try (PreparedStatement insert = connection.prepareStatement(Sql.INSERT_MANAGED_PRIMARY)) {
                insert.setLong(1, id.value());
                insert.setString(2, address.value());
                insert.setString(3, address.normalized());
                insert.setLong(4, institution.value());
                insert.setObject(5, now());
                insert.setObject(6, now());
                return insert.executeUpdate();
            }
        });
    }

    @Override
    public Object confirm(UserId id, EmailAddress address) throws SQLException {
        return inTransaction(connection -> {
            long row = lockEntered(connection, id, address);
            try (PreparedStatement update = connection.prepareStatement(Sql.CONFIRM)) {
                update.setObject(1, now());
                update.setObject(2, now());
                update.setLong(3, row);
                return update.executeUpdate();
            }
        });
    }

    private static long lockEntered(Connection connection, UserId id, EmailAddress address) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(Sql.LOCK_ENTERED)) {
            query.setLong(1, id.value());
            query.setString(2, address.normalized());
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    @Override
    public Object addConfirmAndPromote(UserId id, EmailAddress address) throws SQLException {
        return inTransaction(connection -> {
            clearPrimary(connection, id);
            try (PreparedStatement insert = connection.prepareStatement(Sql.INSERT_CONFIRMED_PRIMARY)) {
                insert.setLong(1, id.value());
                insert.setString(2, address.value());
                insert.setString(3, address.normalized());
                insert.setObject(4, now());
                insert.setObject(5, now());
                insert.setObject(6, now());
                return insert.executeUpdate();
            }
        });
    }

    private void clearPrimary(Connection connection, UserId id) throws SQLException {
        try (PreparedStatement clear = connection.prepareStatement(Sql.CLEAR_PRIMARY)) {
            clear.setObject(1, now());
            clear.setLong(2, id.value());
            clear.executeUpdate();
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    @FunctionalInterface
    private interface Work {
        Object on(Connection connection) throws SQLException;
    }

    /** The pool rolls back what is not committed when the connection is closed. */
    private Object inTransaction(Work work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Object result = work.on(connection);
            connection.commit();
            return result;
        }
    }

    @Override
    public void close() {}
}
