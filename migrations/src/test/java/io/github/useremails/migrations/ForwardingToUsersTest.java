package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** What new releases write to the addresses is in the column. */
class ForwardingToUsersTest {

    private ForwardedUsers users;
    private Database database;

    @BeforeEach
    void migrateATableWithALegacyColumn() throws SQLException {
        users = ForwardedUsers.create();
        database = users.database();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void anAddressThatTheNewSideReplacesKeepsWhatTheNewSideSaysOfIt() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example").unconfirmed());

        database.execute("update user_email_addresses set email_address = 'new@mail.example',"
                + " normalized_email_address = 'new@mail.example', confirmed = true");

        assertThat(users.confirmed()).containsExactly(List.of("t"));
        assertThat(users.legacy(1)).isEqualTo("new@mail.example");
    }

    @Test
    void whatTheNewSideConfirmedStaysConfirmedWhenAnythingElseChanges() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example").unconfirmed());
        database.execute("update user_email_addresses set confirmed = true");

        database.execute("update users set name = 'Anne'");

        assertThat(users.confirmed()).containsExactly(List.of("t"));
    }

    @Test
    void theNewSideSetsAndClearsTheColumn() throws SQLException {
        users.add(user(1));

        insertAddress(1, "ann@mail.example");
        assertThat(users.legacy(1)).isEqualTo("ann@mail.example");

        database.execute("delete from user_email_addresses");
        assertThat(database.query("select 1 from users where email_address is null"))
                .hasSize(1);
    }

    @Test
    void aColumnThatMayNotBeNullIsEmptied() throws SQLException {
        database.execute("alter table users alter column email_address set not null");
        users.add(user(1).withAddress("ann@mail.example"));

        database.execute("delete from user_email_addresses");

        assertThat(users.legacy(1)).isEmpty();
        users.assertBothSidesAreTheSame();
    }

    @Test
    void nobodySeesTheColumnEmptyWhileAnAddressIsReplaced() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example"));
        database.execute("alter table users alter column email_address set not null;"
                + " alter table users add constraint never_empty check (email_address <> '')");

        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("delete from user_email_addresses");
            statement.execute("insert into user_email_addresses"
                    + " (user_id, email_address, normalized_email_address, \"primary\", confirmed)"
                    + " values (1, 'new@mail.example', 'new@mail.example', true, true)");
            connection.commit();
        }

        assertThat(users.legacy(1)).isEqualTo("new@mail.example");
    }

    @Test
    void aSecondAddressIsRefusedUntilTheContract() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example"));

        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> database.execute("insert into user_email_addresses"
                        + " (user_id, email_address, normalized_email_address)"
                        + " values (1, 'new@mail.example', 'new@mail.example')"))
                .withMessageContaining("user_email_addresses_one_address_until_contract");
    }

    private void insertAddress(long user, String address) throws SQLException {
        database.execute("insert into user_email_addresses"
                + " (user_id, email_address, normalized_email_address, \"primary\", confirmed) values (" + user + ", '"
                + address + "', '" + address + "', true, true)");
    }
}
