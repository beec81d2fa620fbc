package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The scripts of the page about row-level security, in plain SQL. Half of ten users are of each of two tenants. */
class TenantsTest {

    private static final Path SCRIPTS = Path.of("../docs/operations/row-level-security");

    private Database database;

    @BeforeEach
    void separateTheTenants() throws Exception {
        database = HostDatabase.withoutMove();
        run("tenants.sql");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void aTenantSeesItsOwnUsersAndTheirAddresses() throws SQLException {
        assertThat(count("useremails_app", "1", "users")).isEqualTo(5);
        assertThat(count("useremails_app", "2", "user_email_addresses")).isEqualTo(10);
        assertThat(count("useremails_app", "", "users")).isZero();
        assertThat(count("useremails_app", "", "user_email_addresses")).isZero();
    }

    @Test
    void aViewShowsAllTenantsUntilItReadsWithTheRightsOfItsReader() throws Exception {
        assertThat(count("useremails_reader", "1", "user_email_summary")).isEqualTo(10);

        run("invoker-views.sql");

        for (String role : new String[] {"useremails_reader", "useremails_app"}) {
            assertThat(count(role, "1", "user_email_summary")).isEqualTo(5);
            assertThat(count(role, "1", "user_email_listing")).isEqualTo(10);
            assertThat(count(role, "", "user_email_summary")).isZero();
            assertThat(count(role, "1", "user_with_email('user1@mail.example')"))
                    .isZero();
            assertThat(count(role, "2", "user_with_email('user1@mail.example')"))
                    .isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select erase_user_email_addresses(1)",
                "insert into user_email_addresses (user_id, email_address, normalized_email_address)"
                        + " values (1, 'new@mail.example', 'new@mail.example')",
                "select begin_institution_roster(7, now(), 'infinity')"
            })
    void whatConcernsAnotherTenantIsRefused(String sql) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> execute("1", sql))
                .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("42501"));
    }

    /** The triggers work on all rows, whichever the writer sees. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    delete from user_email_addresses where user_id = 2 | 0
                    select erase_user_email_addresses(2) | 0
                    insert into user_email_addresses (user_id, email_address, normalized_email_address) values (2, 'new@mail.example', 'new@mail.example') | 3
                    """)
    void whatConcernsTheTenantItselfWorks(String sql, long addresses) throws SQLException {
        execute("1", sql);

        assertThat(database.query("select count(*) from accounts.user_email_addresses e where e.user_id = 2")
                        .get(0)
                        .get(0))
                .isEqualTo(String.valueOf(addresses));
        assertThat(database.query("select * from accounts.user_email_inconsistencies"))
                .isEmpty();
    }

    @Test
    void anAddressThatBelongsToATenantIsTakenFromThoseOfOthersWhoMerelyEnteredIt() throws SQLException {
        execute(
                "1",
                "insert into user_email_addresses (user_id, email_address, normalized_email_address)"
                        + " values (2, 'other1@mail.example', 'other1@mail.example')");

        execute("2", "update user_email_addresses set confirmed = true where email_address = 'other1@mail.example'");

        assertThat(database.query("select e.user_id from accounts.user_email_addresses e"
                        + " where e.email_address = 'other1@mail.example'"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(0)).isEqualTo("1"));
    }

    private void run(String script) throws Exception {
        HostRole.OWNER.execute(database, "set search_path = accounts; " + Files.readString(SCRIPTS.resolve(script)));
    }

    private void execute(String tenant, String sql) throws SQLException {
        try (Connection connection = of("useremails_app", tenant).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String role, String tenant, String relation) throws SQLException {
        try (Connection connection = of(role, tenant).getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from " + relation)) {
            count.next();
            return count.getLong(1);
        }
    }

    private PGSimpleDataSource of(String role, String tenant) {
        PGSimpleDataSource dataSource = database.asRole(role);
        dataSource.setOptions("-c role=" + role + " -c search_path=accounts -c app.tenant=" + tenant);
        return dataSource;
    }
}
