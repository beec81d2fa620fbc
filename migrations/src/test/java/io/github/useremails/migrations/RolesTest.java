package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two roles may do, in a schema of its own. */
class RolesTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy("migrated for roles", RolesTest::migrate);

    /** In the middle of a move, which brings tables and functions of its own. */
    private static void migrate(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema accounts; create table accounts.users"
                    + " (id bigint generated always as identity primary key, email_address text)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Migrations.of(dataSource).inSchema("accounts").withRoles().migrate();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select from accounts.users where id = 1 for no key update",
                "insert into accounts.users default values",
                "select * from accounts.user_email_addresses",
                "insert into accounts.user_email_addresses (user_id, email_address, normalized_email_address, \"primary\")"
                        + " select max(id), 'a@mail.example', 'a@mail.example', true from accounts.users",
                "update accounts.user_email_addresses set confirmed = true",
                "delete from accounts.user_email_addresses",
                "select * from accounts.user_email_summary",
                "select * from accounts.user_with_email('a@mail.example')"
            })
    void theApplicationMayDoWhatTheLibraryDoes(String sql) throws SQLException {
        execute("useremails_app", sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table accounts.mine ()",
                "alter table accounts.user_email_addresses add column mine integer",
                "alter table accounts.user_email_addresses disable trigger all",
                "drop table accounts.user_email_addresses cascade",
                "drop view accounts.user_email_summary",
                "truncate accounts.user_email_addresses",
                "delete from accounts.users",
                "select * from accounts.useremails_schema_history",
                "select * from accounts.user_email_address_history",
                "select * from accounts.user_email_legacy_conflicts",
                "update accounts.user_email_move set finished_at = now()",
                "select accounts.retry_legacy_conflicts()",
                "select accounts.copy_legacy_email_addresses(1)",
                "call accounts.backfill_user_email_addresses()"
            })
    void theApplicationMayDoNoMore(String sql) {
        assertDenied("useremails_app", sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from accounts.user_email_summary",
                "select * from accounts.user_email_listing",
                "select * from accounts.user_with_email('a@mail.example')",
                "select accounts.normalized_email_address('A@mail.example')"
            })
    void theReaderMayReadTheViews(String sql) throws SQLException {
        execute("useremails_reader", sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from accounts.user_email_addresses",
                "select * from accounts.users",
                "insert into accounts.users default values",
                "update accounts.user_email_listing set is_confirmed = true",
                "delete from accounts.user_email_listing",
                "create table accounts.mine ()",
                "select * from accounts.user_email_confirmations",
                "select * from accounts.user_email_address_history",
                "select * from accounts.user_email_outbox",
                "select * from accounts.user_email_institution_members",
                "select * from accounts.user_email_roster_lines",
                "select * from accounts.user_email_legacy_conflicts",
                "select accounts.erase_user_email_addresses(1)",
                "select accounts.expire_user_email_address_history(now(), 10)",
                "select accounts.move_user_email_address_history(1, 2)",
                "select accounts.begin_institution_roster(7, now(), 'infinity')",
                "select accounts.release_institution_managed_email_addresses(7, '{1}', now())"
            })
    void theReaderMayDoNoMore(String sql) {
        assertDenied("useremails_reader", sql);
    }

    /** A trigger function that runs with its owner's rights would write for whoever puts it on a table of their own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "record_user_email_address_change",
                "require_primary_email_address",
                "void_user_email_confirmation",
                "withdraw_entered_email_address",
                "note_entered_primary_email_address",
                "erase_deleted_user",
                "forward_legacy_email_address",
                "forward_primary_email_address",
                "clear_legacy_email_address",
                "free_email_address"
            })
    void theRightsOfATriggerCannotBeBorrowed(String function) {
        String borrow = "create temporary table mine (id bigint, user_id bigint, normalized_email_address text);"
                + " create trigger mine after insert on mine for each row execute function accounts." + function + "()";

        assertDenied("useremails_reader", borrow);
        assertDenied("useremails_app", borrow);
    }

    private static void assertDenied(String role, String sql) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> execute(role, sql))
                .satisfies(error -> assertThat(error.getSQLState()).isIn("42501", "55000"));
    }

    private static void execute(String role, String sql) throws SQLException {
        try (Connection connection = database.asRole(role).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
