package io.github.useremails.persistence;

import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.internal.sql.UsersTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Writes users by plain SQL, so that what the library reads does not come from the library. */
record StoredUsers(Supplier<? extends DataSource> dataSource, UsersTable table) {

    String schema() {
        return table.schema();
    }

    /** With its schema. */
    String users() {
        return table.schema() + "." + table.name();
    }

    UserId aUser(StoredAddress... addresses) {
        try (Connection connection = dataSource.get().getConnection()) {
            connection.setAutoCommit(false);
            UserId user = insertUser(connection);
            for (StoredAddress address : addresses) {
                insert(connection, user, address);
            }
            connection.commit();
            return user;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void removeAll() {
        // Whatever refers to them goes along; the history refers to nobody.
        execute("truncate " + users() + ", " + schema() + ".user_email_address_history cascade");
    }

    void execute(String sql) {
        try (Connection connection = dataSource.get().getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many rows of addresses there are in all. */
    long addresses() {
        try (Connection connection = dataSource.get().getConnection();
                java.sql.Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("select count(*) from " + schema() + ".user_email_addresses")) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private UserId insertUser(Connection connection) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet id =
                        statement.executeQuery("insert into " + users() + " default values returning " + table.key())) {
            id.next();
            return new UserId(id.getLong(1));
        }
    }

    private void insert(Connection connection, UserId user, StoredAddress stored) throws SQLException {
        String sql = "insert into " + schema() + ".user_email_addresses (user_id, email_address,"
                + " normalized_email_address, \"primary\", confirmed, institution_managed) values (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, user.value());
            statement.setString(2, stored.address().value());
            statement.setString(3, stored.address().normalized());
            statement.setBoolean(4, stored.isPrimary());
            statement.setBoolean(5, stored.isConfirmed());
            statement.setBoolean(6, stored.isInstitutionManaged());
            statement.execute();
        }
    }
}
