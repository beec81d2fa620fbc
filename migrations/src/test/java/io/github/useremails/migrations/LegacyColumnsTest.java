package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** The move works from whatever column of texts the application has. */
class LegacyColumnsTest {

    private Database database;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = Databases.shared().copyOf("users without a legacy column", LegacyColumnsTest::prepare);
    }

    /** All but the move: the type of the column is its matter alone. */
    private static void prepare(Database template) throws SQLException {
        template.execute("create domain email as text check (value not like '%..%');"
                + " create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
                + " create table users (id bigint primary key)");
        Migrations.of(template.dataSource()).withColumnUses().migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    private void migrate(String type) throws SQLException {
        database.execute("alter table users add column email_address " + type);
        LegacyUsers.in(database).add(user(1).withAddress("Ann@mail.example"), user(2).withAddress("bob@mail.example"));
        Migrations.of(database.dataSource()).migrate();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "varchar(100)",
                "char(40)",
                "email",
                "text collate \"C\"",
                "text collate \"POSIX\"",
                "text collate \"en-x-icu\"",
                "text collate nocase",
                "text collate nocase unique",
                "text not null",
                "text not null unique",
                "text not null default ''",
            })
    void bothSidesAreTheSameThroughTheWholeMove(String type) throws SQLException {
        migrate(type);

        database.execute("update users set email_address = 'ANN@mail.example' where id = 1");
        assertThat(addresses()).containsExactly(List.of("1", "ANN@mail.example"), List.of("2", "bob@mail.example"));

        writeAddress(1, "new@mail.example");
        database.execute("delete from user_email_addresses where user_id = 2");
        LegacyUsers.in(database).add(user(3).withAddress("cy@mail.example"));

        assertThat(addresses()).containsExactly(List.of("1", "new@mail.example"), List.of("3", "cy@mail.example"));
        assertThat(database.query(
                        "select btrim(u.email_address) from users u where u.email_address::text collate \"C\" like '%@%'"
                                + " order by u.id"))
                .containsExactly(List.of("new@mail.example"), List.of("cy@mail.example"));
        assertThat(problems()).isEmpty();
        assertThat(database.query("select v.user_id from user_email_addresses_with_legacy v order by v.user_id"))
                .containsExactly(List.of("1"), List.of("3"));

        database.execute("alter table users drop constraint if exists users_email_address_key");
        new MovedUsers(database).contract().migrate();
        assertThat(addresses()).containsExactly(List.of("1", "new@mail.example"), List.of("3", "cy@mail.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "varchar(100)", "text collate \"en-x-icu\""})
    void anIndexMakesLookupsWithTheFallbackFast(String type) throws SQLException {
        migrate(type);
        database.execute("create index by_address on users ((normalized_email_address(email_address) collate \"C\"));"
                + " insert into users select i, 'user' || i || '@mail.example' from generate_series(10, 3000) as i;"
                + " analyze users");

        assertThat(
                        database.query(
                                "explain select v.user_id"
                                        + " from user_email_addresses_with_legacy v where v.normalized_email_address = 'ann@mail.example'"))
                .anySatisfy(line -> assertThat(line.get(0)).contains("by_address"));
    }

    @Test
    void anyNumberOfUsersMayHaveNoAddressWhereTheColumnMustBeUniqueAndNotNull() throws SQLException {
        migrate("text not null unique");

        database.execute("delete from user_email_addresses where user_id = 1");
        database.execute("delete from user_email_addresses where user_id = 2");

        assertThat(database.query("select u.id from users u where u.email_address !~ '\\S' order by u.id"))
                .containsExactly(List.of("1"), List.of("2"));
        assertThat(problems()).isEmpty();
    }

    @Test
    void anAddressIsHandedToAnotherUserInOneTransactionWhereTheColumnMustBeUnique() throws SQLException {
        migrate("text unique");

        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("delete from user_email_addresses where user_id = 2");
            statement.execute("update user_email_addresses set email_address = 'bob@mail.example',"
                    + " normalized_email_address = 'bob@mail.example' where user_id = 1");
            connection.commit();
        }

        assertThat(database.query("select u.id, coalesce(u.email_address, 'none') from users u order by u.id"))
                .containsExactly(List.of("1", "bob@mail.example"), List.of("2", "none"));
        assertThat(problems()).isEmpty();
    }

    @Test
    void aUniqueColumnSaysThatAnAddressIsTakenWithoutSayingWhichOne() throws SQLException {
        database.execute("alter table users add column email_address text unique, add column proved boolean");
        Migrations.of(database.dataSource())
                .movingFrom(LegacyColumn.named("email_address").confirmedWhere("u.proved"))
                .migrate();
        LegacyUsers.in(database).add(user(1).withAddress("ann@mail.example").unconfirmed(), user(2).unconfirmed());

        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> database.execute("insert into user_email_addresses"
                        + " (user_id, email_address, normalized_email_address, \"primary\", confirmed)"
                        + " values (2, 'ann@mail.example', 'ann@mail.example', true, true)"))
                .satisfies(e -> assertThat(e.getServerErrorMessage().getConstraint())
                        .isEqualTo("user_email_addresses_claimed_normalized_email_address_key"))
                .satisfies(e ->
                        assertThat(String.valueOf(e.getServerErrorMessage())).doesNotContain("ann@mail.example"));
    }

    private void writeAddress(long user, String address) throws SQLException {
        database.execute("update user_email_addresses set email_address = '" + address
                + "', normalized_email_address = '" + address + "' where user_id = " + user);
    }

    private List<List<@Nullable String>> addresses() throws SQLException {
        return database.query(
                "select e.user_id, btrim(e.email_address) from user_email_addresses e order by e.user_id");
    }

    private List<List<@Nullable String>> problems() throws SQLException {
        return database.query("select * from user_email_move_problems()");
    }
}
