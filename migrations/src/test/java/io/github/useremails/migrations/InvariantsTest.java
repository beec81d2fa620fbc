package io.github.useremails.migrations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** What the database refuses to whoever writes, with the name of the rule and without the address. */
class InvariantsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "migrated", dataSource -> Migrations.of(dataSource).withRoles().migrate());

    @BeforeEach
    void startWithTwoUsers() throws SQLException {
        database.execute("truncate users restart identity cascade");
        database.execute("truncate user_email_addresses restart identity cascade");
        database.execute("insert into users (id) overriding system value values (1), (2)");
        add(1, "ann@mail.example", "true, true, false");
        add(2, "bob@mail.example", "true, true, false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false, true, false", "false, false, true", "false, true, true"})
    void anAddressBelongsToOneUser(String claim) throws SQLException {
        add(1, "office@mail.example", claim);

        assertRefused(
                "user_email_addresses_claimed_normalized_email_address_key",
                () -> add(2, "office@mail.example", "false, true, false"));
        assertRefused(
                "user_email_addresses_claimed_normalized_email_address_key",
                () -> add(2, "office@mail.example", "false, false, true"));
    }

    @Test
    void anyNumberOfUsersMayEnterAnAddress() throws SQLException {
        add(1, "office@mail.example", "false, true, false");
        add(2, "office@mail.example", "false, false, false");
        add(1, "bob@mail.example", "false, false, false");

        assertThat(database.query("select 1 from user_email_addresses")).hasSize(5);
    }

    @Test
    void aUserHasAnAddressOnce() {
        assertRefused(
                "user_email_addresses_user_id_normalized_email_address_key",
                () -> add(1, "ann@mail.example", "false, false, false"));
    }

    @Test
    void aUserHasOnePrimaryAddress() {
        assertRefused(
                "user_email_addresses_one_primary_for_a_user_key",
                () -> add(1, "ann@school.example", "true, true, false"));
    }

    @Test
    void aUserHasOneInstitutionManagedAddress() throws SQLException {
        add(1, "ann@school.example", "false, false, true");

        assertRefused(
                "user_email_addresses_one_institution_managed_for_a_user_key",
                () -> add(1, "ann@work.example", "false, false, true"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update user_email_addresses as e set \"primary\" = false where e.user_id = 1",
                "delete from user_email_addresses where email_address = 'ann@mail.example'",
                "update user_email_addresses set user_id = 3 where email_address = 'ann@mail.example'",
                "insert into user_email_addresses (user_id, email_address, normalized_email_address)"
                        + " values (3, 'cid@mail.example', 'cid@mail.example')"
            })
    void aUserWithAddressesHasAPrimaryOne(String change) throws SQLException {
        database.execute("insert into users (id) overriding system value values (3)");
        add(1, "ann@school.example", "false, true, false");

        assertRefused("user_email_addresses_primary_required", () -> database.execute(change));
    }

    @Test
    void aPrimaryCanBeClearedAndThenSet() throws SQLException {
        add(1, "ann@school.example", "false, true, false");

        database.execute("begin;"
                + " update user_email_addresses as e set \"primary\" = false where e.user_id = 1;"
                + " update user_email_addresses as e set \"primary\" = true"
                + " where e.email_address = 'ann@school.example';"
                + " commit");

        assertThat(database.query(
                                "select e.email_address from user_email_addresses e where e.user_id = 1 and e.primary")
                        .get(0))
                .containsExactly("ann@school.example");
    }

    @Test
    void theLastAddressCanGo() throws SQLException {
        database.execute("delete from user_email_addresses where user_id = 1");

        assertThat(database.query("select 1 from user_email_addresses where user_id = 1"))
                .isEmpty();
    }

    @Test
    void addressesGoWithTheirUser() throws SQLException {
        add(1, "ann@school.example", "false, true, false");

        database.execute("delete from users where id = 1");

        assertThat(database.query("select 1 from user_email_addresses where user_id = 1"))
                .isEmpty();
    }

    @Test
    void anAddressOfNoUserIsRefused() {
        assertRefused("user_email_addresses_user_id_fkey", () -> add(77, "x@mail.example", "true, false, false"));
    }

    @Test
    void aTimeOfConfirmationNeedsAConfirmation() {
        assertRefused(
                "user_email_addresses_confirmed_at_only_where_confirmed",
                () -> database.execute("update user_email_addresses set confirmed = false, confirmed_at = now()"));
    }

    @Test
    void anInstitutionNeedsAnAddressThatItManages() {
        assertRefused(
                "user_email_addresses_institution_only_where_managed",
                () -> database.execute("update user_email_addresses set institution_id = 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "' '", "'   '"})
    void aBlankAddressIsRefused(String blank) {
        assertRefused(
                "user_email_addresses_email_address_is_not_blank",
                () -> database.execute("update user_email_addresses set email_address = " + blank
                        + ", normalized_email_address = " + blank + " where user_id = 1"));
    }

    @Test
    void aKeyThatIsNotTheAddressNormalizedIsRefused() {
        assertRefused(
                "user_email_addresses_normalized_email_address_is_normalized",
                () -> database.execute("update user_email_addresses set normalized_email_address = 'Ann@mail.example'"
                        + " where user_id = 1"));
        assertRefused(
                "user_email_addresses_normalized_email_address_is_normalized",
                () -> database.execute("update user_email_addresses set normalized_email_address = 'eve@mail.example'"
                        + " where user_id = 1"));
    }

    /** Each of two transactions removes one address and sees the other one still: together they would leave none. */
    @Test
    void twoWritersWhoEachLeaveAnAddressCannotLeaveAUserWithoutAPrimary() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 30; round++) {
                startWithTwoUsers();
                add(1, "ann@school.example", "false, true, false");
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<Boolean>> both = new ArrayList<>();
                both.add(threads.submit(() ->
                        succeeds(start, "delete from user_email_addresses where email_address = 'ann@mail.example'")));
                both.add(threads.submit(() -> succeeds(
                        start,
                        "insert into user_email_addresses (user_id, email_address, normalized_email_address)"
                                + " values (1, 'ann@new.example', 'ann@new.example')")));
                for (Future<Boolean> one : both) {
                    one.get(60, SECONDS);
                }

                assertThat(database.query("select e.user_id from user_email_addresses e group by e.user_id"
                                + " having count(*) filter (where e.primary) <> 1"))
                        .isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean succeeds(CyclicBarrier start, String sql) throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            start.await(60, SECONDS);
            connection.commit();
            return true;
        } catch (SQLException refused) {
            return false;
        }
    }

    private static void add(long user, String address, String primaryConfirmedManaged) throws SQLException {
        database.execute("insert into user_email_addresses as e (user_id, email_address, normalized_email_address,"
                + " \"primary\", confirmed, institution_managed) values (" + user + ", '" + address + "', '" + address
                + "', " + primaryConfirmedManaged + ")");
    }

    private static void assertRefused(String constraint, Write write) {
        PSQLException error = catchThrowableOfType(PSQLException.class, write::run);

        assertThat(error.getServerErrorMessage().getConstraint()).isEqualTo(constraint);
        assertThat(error.getServerErrorMessage().getMessage()).doesNotContain("@");
    }

    @FunctionalInterface
    private interface Write {
        void run() throws SQLException;
    }
}
