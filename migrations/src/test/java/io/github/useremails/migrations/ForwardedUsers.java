package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.fixture.LegacyUser;
import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table of users, still empty, whose legacy column and addresses are forwarded to each other. */
record ForwardedUsers(Database database) {

    static ForwardedUsers create() throws SQLException {
        return new ForwardedUsers(Databases.shared().copyOf("forwarded users", ForwardedUsers::prepare));
    }

    private static void prepare(Database template) throws SQLException {
        LegacyUsers.createIn(template, "name text", "proved boolean");
        Migrations.of(template.dataSource())
                .movingFrom(LegacyColumn.named("email_address").confirmedWhere("u.proved is not false"))
                .withRoles()
                .migrate();
    }

    /** Users without a word on it are confirmed. */
    void add(LegacyUser... users) throws SQLException {
        legacyUsers().add(users);
    }

    LegacyUsers legacyUsers() {
        return LegacyUsers.in(database);
    }

    String legacy(long user) throws SQLException {
        return database.query("select coalesce(email_address, 'none') from users where id = " + user)
                .get(0)
                .get(0);
    }

    String address(String column) throws SQLException {
        return database.query("select e." + column + " from user_email_addresses e")
                .get(0)
                .get(0);
    }

    List<List<@Nullable String>> confirmed() throws SQLException {
        return database.query("select e.confirmed from user_email_addresses e");
    }

    void assertBothSidesAreTheSame() throws SQLException {
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }
}
