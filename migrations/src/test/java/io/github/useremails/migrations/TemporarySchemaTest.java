package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** A role that may only update users plants a type in its temporary schema, under a name that forwarding uses. */
class TemporarySchemaTest {

    private static final String ROLE = "temporary_schema_test";

    private Database database;

    @BeforeEach
    void startForwarding() throws SQLException {
        ForwardedUsers users = ForwardedUsers.create();
        users.add(user(1).withAddress("ann@mail.example"));
        database = users.database();
        database.execute("drop role if exists " + ROLE + "; create role " + ROLE + ";"
                + " grant select, update on users to " + ROLE);
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.execute("drop owned by " + ROLE + "; drop role " + ROLE);
        database.close();
    }

    @Test
    void aPlantedTypeIsIgnored() throws SQLException {
        attack();

        assertThat(database.query("select e.email_address from user_email_addresses e"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(0)).isEqualTo("new@mail.example"));
    }

    @Test
    void aPlantedTypeRunsWhereAFunctionDoesNotNameTheTemporarySchema() throws SQLException {
        database.execute("alter function keep_legacy_email_address(bigint, boolean, boolean, boolean)"
                + " set search_path = pg_catalog, public");

        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(this::attack)
                .withMessageContaining("ran with the rights of the owner");
    }

    private void attack() throws SQLException {
        try (Connection connection = database.asRole(ROLE).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create function pg_temp.planted(text) returns boolean language plpgsql as $$
                    begin
                      if current_user <> '%s' then
                        raise exception 'ran with the rights of the owner';
                      end if;
                      return true;
                    end
                    $$;
                    create domain pg_temp.text as pg_catalog.text check (pg_temp.planted(value));
                    """.formatted(ROLE));
            statement.execute("update users set email_address = 'new@mail.example' where id = 1");
        }
    }
}
