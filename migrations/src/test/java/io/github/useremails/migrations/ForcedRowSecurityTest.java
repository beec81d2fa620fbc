package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row-level security comes to bind the owner of the tables, who sees no row then. The application still sees all: what it
 * asks of the module either works on all rows or fails.
 */
class ForcedRowSecurityTest {

    private static final String FORCE = "alter table accounts.%1$s enable row level security;"
            + " alter table accounts.%1$s force row level security;"
            + " create policy all_of_it on accounts.%1$s to useremails_app using (true);";

    private static final String CLAIM =
            "update accounts.user_email_addresses set confirmed = true where email_address = 'other1@mail.example' and user_id = 1";

    private Database database;

    @BeforeEach
    void migrate() throws SQLException {
        database = HostDatabase.withoutMove();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into accounts.user_email_addresses (user_id, email_address, normalized_email_address)"
                        + " values (1, 'new@mail.example', 'new@mail.example')",
                "update accounts.user_email_addresses set \"primary\" = false where user_id = 1",
                "delete from accounts.user_email_addresses where user_id = 1",
                "select accounts.erase_user_email_addresses(1)",
                "select accounts.move_user_email_address_history(1, 2)",
                "select accounts.apply_institution_roster_lines(1, '{1}', now())",
                "select accounts.apply_institution_roster_releases(1, '{1}', now())"
            })
    void whatLocksUsersFails(String sql) throws SQLException {
        force("users");

        assertFails(sql);
    }

    @Test
    void anAddressThatNobodyElseEnteredIsClaimed() throws SQLException {
        force("users");

        HostRole.APPLICATION.execute(database, CLAIM);

        assertThat(database.query(
                        "select 1 from accounts.user_email_addresses e where not e.confirmed and e.user_id = 1"))
                .isEmpty();
    }

    @Test
    void anAddressThatOthersEnteredIsNotClaimedWithoutThem() throws SQLException {
        HostRole.APPLICATION.execute(
                database,
                "insert into accounts.user_email_addresses (user_id, email_address, normalized_email_address)"
                        + " values (2, 'other1@mail.example', 'other1@mail.example')");
        force("users");

        assertFails(CLAIM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update accounts.user_email_addresses set confirmed = false where user_id = 1",
                "select accounts.expire_user_email_address_history(now() - interval '1 year', 10)"
            })
    void whatReadsOrWritesTheHistoryFails(String sql) throws SQLException {
        force("user_email_address_history");

        assertFails(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select accounts.begin_institution_roster(7, now(), 'infinity')",
                "select accounts.plan_institution_roster(1)",
                "select accounts.work_out_institution_roster(1, '{1}')",
                "select accounts.release_institution_managed_email_addresses(7, '{1}', now())",
                "select accounts.choose_primary_email_address(1)"
            })
    void whatWorksOnManyAddressesFails(String sql) throws SQLException {
        force("user_email_addresses");

        assertFails(sql);
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "user_email_addresses", "user_email_address_history"})
    void theReportSaysThatItSeesAPart(String table) throws SQLException {
        force(table);

        assertThat(rules(HostRole.READER)).contains("row-level security hides rows from this report");
    }

    @Test
    void theReportIsCompleteWherePoliciesBindOthersOnly() throws SQLException {
        database.execute("alter table accounts.users enable row level security;"
                + " alter table accounts.user_email_addresses enable row level security");

        assertThat(rules(HostRole.READER)).isEmpty();
    }

    @Test
    void theReportOfAReaderWhomPoliciesBindSaysThatItSeesAPart() throws SQLException {
        database.execute("alter table accounts.users enable row level security;"
                + " alter view accounts.user_email_inconsistencies set (security_invoker = true);"
                + " grant select on all tables in schema accounts to useremails_reader");

        assertThat(rules(HostRole.READER)).contains("row-level security hides rows from this report");
    }

    @Test
    void anInstallationIsRefused() throws SQLException {
        try (Database fresh = HostDatabase.empty()) {
            fresh.execute("alter table accounts.users enable row level security;"
                    + " alter table accounts.users force row level security");

            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(() -> HostDatabase.migrations(fresh).migrate())
                    .withMessageContaining("row-level security of table accounts.users applies to role host_owner");
        }
    }

    private void force(String table) throws SQLException {
        database.execute(FORCE.formatted(table));
    }

    private void assertFails(String sql) throws SQLException {
        List<List<String>> before = addresses();

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> HostRole.APPLICATION.execute(database, sql))
                .withMessageContaining("row-level security policy")
                .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("42501"));

        assertThat(addresses()).isEqualTo(before);
    }

    private List<String> rules(HostRole role) throws SQLException {
        return role.query(database, "select distinct i.rule from accounts.user_email_inconsistencies i").stream()
                .map(row -> row.get(0))
                .toList();
    }

    private List<List<String>> addresses() throws SQLException {
        return database.query("select e.* from accounts.user_email_addresses e order by e.id");
    }
}
