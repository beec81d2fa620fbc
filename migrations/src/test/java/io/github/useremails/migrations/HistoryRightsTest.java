package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A takeover of an address is undone, and whoever did it with the rights of the application hides it. */
class HistoryRightsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "migrated", dataSource -> Migrations.of(dataSource).withRoles().migrate());

    private static final String GIVE_UP = "delete from user_email_addresses where user_id = 1;";

    private static final String GET = "insert into user_email_addresses"
            + " (user_id, email_address, normalized_email_address, confirmed)"
            + " values (2, 'Owner@mail.example', 'owner@mail.example', true);";

    private static final String MOVE = "select move_user_email_address_history(1, 2);";

    @BeforeEach
    void takeOver() throws SQLException {
        database.execute("truncate users, user_email_address_history cascade;"
                + " insert into users (id) overriding system value values (1), (2);"
                + " insert into user_email_addresses (user_id, email_address, normalized_email_address, \"primary\","
                + " confirmed) values (1, 'owner@mail.example', 'owner@mail.example', true, true),"
                + " (2, 'other@mail.example', 'other@mail.example', true, true);"
                + " update user_email_addresses set email_address = 'thief@mail.example',"
                + " normalized_email_address = 'thief@mail.example' where user_id = 1;"
                + " update user_email_addresses set email_address = 'owner@mail.example',"
                + " normalized_email_address = 'owner@mail.example' where user_id = 1;"
                + " update user_email_address_history set changed_at = now() - interval '89 days'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select expire_user_email_address_history(now() + interval '1 day', 1000000)",
                "select expire_user_email_address_history('infinity', 2147483647)",
                "select expire_user_email_address_history(now() - interval '30 days', 1000)",
                "select expire_user_email_address_history(null, 1000)",
                "select expire_user_email_address_history('-infinity', null)",
                "select move_user_email_address_history(1, -1)",
                "select move_user_email_address_history(1, 1)",
                "select move_user_email_address_history(-1, 1)",
                "select move_user_email_address_history(1, null)",
                MOVE,
                GIVE_UP + MOVE,
                GIVE_UP + GET + "select move_user_email_address_history(1, -1)",
                "delete from user_email_address_history",
                "update user_email_address_history set user_id = 2",
                "truncate user_email_address_history",
                "select * from user_primary_email_periods"
            })
    void nothingIsHidden(String sql) throws SQLException {
        List<List<@Nullable String>> before = history();

        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> asTheApplication(sql));

        assertThat(history()).isEqualTo(before);
    }

    @Test
    void whatIsWithinTheGraceOfTheFloorStays() throws SQLException {
        List<List<@Nullable String>> before = history();

        asTheApplication("select expire_user_email_address_history(now() - interval '89 days 1 hour', 1000)");

        assertThat(history()).isEqualTo(before);
    }

    @Test
    void theHistoryOfAUserWhoseAddressesWentEarlierStaysThere() throws SQLException {
        asTheApplication(GIVE_UP);
        List<List<@Nullable String>> before = history();

        asTheApplication(MOVE);

        assertThat(history()).isEqualTo(before);
    }

    @Test
    void theHistoryFollowsAnAddressInOneTransaction() throws SQLException {
        asTheApplication(GIVE_UP + GET + MOVE);

        assertThat(database.query("select distinct coalesce(h.merged_into_user_id, h.user_id)"
                        + " from user_email_address_history h"))
                .containsExactly(List.of("2"));
    }

    /** The second subtransaction has another id, and the same time. */
    @Test
    void theHistoryFollowsAnAddressOverSavepoints() throws SQLException {
        asTheApplication("savepoint a;" + GIVE_UP + "release a; savepoint b;" + GET + "release b;" + MOVE);

        assertThat(database.query("select distinct coalesce(h.merged_into_user_id, h.user_id)"
                        + " from user_email_address_history h"))
                .containsExactly(List.of("2"));
    }

    private static List<List<@Nullable String>> history() throws SQLException {
        return database.query("select h.* from user_email_address_history h order by h.id");
    }

    private static void asTheApplication(String sql) throws SQLException {
        try (Connection connection = database.asRole("useremails_app").getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            connection.commit();
        }
    }
}
