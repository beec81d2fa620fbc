package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/** What old releases write to the column is in the addresses, and what new ones write there is in the column. */
class ForwardingTest {

    private Database database;

    @BeforeEach
    void migrateATableWithALegacyColumn() throws SQLException {
        database = Databases.shared().create();
        database.execute("create table users (id bigint primary key, name text, email_address text, proved boolean)");
        migrate();
    }

    private void migrate() {
        Migrations.of(database.dataSource())
                .movingFrom(LegacyColumn.named("email_address").confirmedWhere("u.proved is not false"))
                .withRoles()
                .migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void anInsertedAddressIsPrimaryAndVerbatim() throws SQLException {
        database.execute("insert into users values (1, 'Ann', ' Ann@Mail.example ', true), (2, 'Bob', null, true)");

        assertThat(database.query(
                        "select e.user_id, e.email_address, e.normalized_email_address, e.primary, e.confirmed"
                                + " from user_email_addresses e"))
                .containsExactly(List.of("1", " Ann@Mail.example ", " ann@mail.example ", "t", "t"));
        assertBothSidesAreTheSame();
    }

    @Test
    void theConditionSaysWhatIsConfirmed() throws SQLException {
        database.execute("insert into users values (1, 'Ann', 'ann@mail.example', false)");
        assertThat(confirmed()).containsExactly(List.of("f"));

        database.execute("update users set proved = true");

        assertThat(confirmed()).containsExactly(List.of("t"));
    }

    @Test
    void whatTheNewSideConfirmedStaysConfirmedWhenAnythingElseChanges() throws SQLException {
        database.execute("insert into users values (1, 'Ann', 'ann@mail.example', false)");
        database.execute("update user_email_addresses set confirmed = true");

        database.execute("update users set name = 'Anne'");

        assertThat(confirmed()).containsExactly(List.of("t"));
    }

    @Test
    void anAddressThatTheNewSideReplacesKeepsWhatTheNewSideSaysOfIt() throws SQLException {
        database.execute("insert into users values (1, 'Ann', 'ann@mail.example', false)");

        database.execute("update user_email_addresses set email_address = 'new@mail.example',"
                + " normalized_email_address = 'new@mail.example', confirmed = true");

        assertThat(confirmed()).containsExactly(List.of("t"));
        assertThat(legacy(1)).isEqualTo("new@mail.example");
    }

    @Test
    void anUpdateReplacesTheAddressInItsRow() throws SQLException {
        database.execute("insert into users values (1, 'Ann', 'ann@mail.example', true)");
        String row = address("id");

        database.execute("update users set email_address = 'new@mail.example' where id = 1");

        assertThat(address("email_address")).isEqualTo("new@mail.example");
        assertThat(address("id")).isEqualTo(row);
        assertBothSidesAreTheSame();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''", "'  '", "E'\\t'"})
    void aClearedAddressIsGone(String nothing) throws SQLException {
        database.execute("insert into users values (1, 'Ann', 'ann@mail.example', true)");

        database.execute("update users set email_address = " + nothing);

        assertThat(database.query("select 1 from user_email_addresses")).isEmpty();
        assertThat(database.query("select 1 from users where email_address is not distinct from " + nothing))
                .as("verbatim")
                .hasSize(1);
        assertBothSidesAreTheSame();
    }

    @Test
    void twoUsersSwapTheirAddressesInOneStatement() throws SQLException {
        database.execute("insert into users values (1, 'A', 'a@mail.example', true), (2, 'B', 'b@mail.example', true),"
                + " (3, 'C', 'c@mail.example', true)");

        database.execute("update users set email_address = case id when 1 then 'b@mail.example'"
                + " when 2 then 'c@mail.example' else 'a@mail.example' end");

        assertThat(database.query("select e.user_id, e.email_address from user_email_addresses e order by e.user_id"))
                .containsExactly(
                        List.of("1", "b@mail.example"), List.of("2", "c@mail.example"), List.of("3", "a@mail.example"));
        assertBothSidesAreTheSame();
    }

    @Test
    void anAddressThatAnotherUserHasIsAConflictUntilItIsFree() throws SQLException {
        database.execute(
                "insert into users values (1, 'A', 'ann@mail.example', true), (2, 'B', 'ANN@mail.example', true)");

        assertThat(database.query("select c.user_id, c.reason from user_email_legacy_conflicts c"))
                .containsExactly(List.of("2", "belongs_to_another_user"));
        assertThat(legacy(2)).isEqualTo("ANN@mail.example");

        database.execute("update users set email_address = 'other@mail.example' where id = 1");

        assertThat(database.query("select c.user_id from user_email_legacy_conflicts c"))
                .isEmpty();
        assertThat(database.query(
                        "select e.user_id from user_email_addresses e where e.email_address = 'ANN@mail.example'"))
                .containsExactly(List.of("2"));
        assertBothSidesAreTheSame();
    }

    /** Waiting for a user who is being changed could deadlock, so such a one is passed over, and retried. */
    @Test
    void aUserWhoIsBeingChangedWhenTheAddressIsFreeIsRetried() throws SQLException {
        database.execute(
                "insert into users values (1, 'A', 'ann@mail.example', true), (2, 'B', 'ann@mail.example', true)");
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update users set name = 'Bob' where id = 2");
            database.execute("update users set email_address = null where id = 1");
            other.commit();
        }
        assertThat(database.query("select p.problem from user_email_move_problems() p"))
                .containsExactly(List.of("a conflict is open"));

        assertThat(database.query("select retry_legacy_conflicts()")).containsExactly(List.of("1"));

        assertBothSidesAreTheSame();
    }

    /** An index makes whoever writes an address wait for another transaction that writes the same one. */
    @Test
    void nobodyWaitsForEverForTheAddressOfAnother() throws SQLException {
        database.execute("insert into users values (1, 'A', 'a@mail.example', true), (2, 'B', 'b@mail.example', true)");
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update users set email_address = 'wanted@mail.example' where id = 1");

            database.execute("update users set email_address = 'Wanted@mail.example' where id = 2");

            assertThat(database.query("select c.user_id, c.reason from user_email_legacy_conflicts c"))
                    .containsExactly(List.of("2", "is_being_changed"));
            other.rollback();
        }
        assertThat(database.query("select retry_legacy_conflicts()")).containsExactly(List.of("1"));
        assertThat(legacy(2)).isEqualTo("Wanted@mail.example");
        assertBothSidesAreTheSame();
    }

    @Test
    void conflictsAreRetriedSoManyAtOnce() throws SQLException {
        database.execute("insert into users select i, 'A', 'same@mail.example', true from generate_series(1, 30) as i");
        database.execute(
                "set session_replication_role = replica; delete from user_email_addresses;"
                        + " update users set email_address = 'own' || id || '@mail.example';"
                        + " update user_email_legacy_conflicts set normalized_email_address = 'own' || user_id || '@mail.example'");

        assertThat(database.query("select retry_legacy_conflicts(10)")).containsExactly(List.of("10"));
        assertThat(database.query("select retry_legacy_conflicts(100)")).containsExactly(List.of("19"));
        assertThat(database.query("select retry_legacy_conflicts(100)")).containsExactly(List.of("0"));
    }

    @Test
    void whoIsForgottenIsForgottenInTheColumnToo() throws SQLException {
        database.execute("insert into users values (1, 'A', 'ann@mail.example', true),"
                + " (2, 'B', 'ann@mail.example', true), (3, 'C', 'cy@mail.example', true)");
        database.execute(
                "set session_replication_role = replica; insert into users values (4, 'D', 'dee@mail.example', true)");

        database.execute("select erase_user_email_addresses(i) from generate_series(2, 4) as i");

        assertThat(database.query("select u.id from users u where u.email_address is not null"))
                .containsExactly(List.of("1"));
        assertThat(database.query("select h.user_id from user_email_address_history h where h.user_id <> 1"))
                .isEmpty();
        assertBothSidesAreTheSame();
    }

    @Test
    void aConflictGoesWhenTheLegacyValueIsMendedOrTheUserGoes() throws SQLException {
        database.execute("insert into users values (1, 'A', 'ann@mail.example', true),"
                + " (2, 'B', 'ann@mail.example', true), (3, 'C', 'ann@mail.example', true)");

        database.execute("update users set email_address = 'bob@mail.example' where id = 2");
        database.execute("delete from users where id = 3");

        assertThat(database.query("select c.user_id from user_email_legacy_conflicts c"))
                .isEmpty();
        assertBothSidesAreTheSame();
    }

    @Test
    void aUserWhoMovesToAnAddressThatIsTakenLosesTheOldOneAndNothingInTheColumn() throws SQLException {
        database.execute(
                "insert into users values (1, 'A', 'ann@mail.example', true), (2, 'B', 'bob@mail.example', true)");

        database.execute("update users set email_address = 'ann@mail.example' where id = 2");

        assertThat(legacy(2)).isEqualTo("ann@mail.example");
        assertThat(database.query("select e.user_id from user_email_addresses e"))
                .containsExactly(List.of("1"));
    }

    @Test
    void severalUsersMayHaveOneUnprovedTextAndAProofTakesItFromNobody() throws SQLException {
        database.execute(
                "insert into users values (1, 'A', 'ann@mail.example', false), (2, 'B', 'ann@mail.example', false)");

        database.execute("update users set proved = true where id = 2");

        assertThat(legacy(1)).isEqualTo("ann@mail.example");
        assertBothSidesAreTheSame();
    }

    @Test
    void aTextThatNoIndexCanHoldIsKeptAsideAndTheWriteSucceeds() throws SQLException {
        database.execute("insert into users select 1, 'Ann', string_agg(md5(i::text), '') || '@mail.example', true"
                + " from generate_series(1, 1000) as i");

        assertThat(database.query("select c.reason from user_email_legacy_conflicts c"))
                .containsExactly(List.of("cannot_be_kept"));
        database.execute("update users set email_address = 'ann@mail.example'");
        assertBothSidesAreTheSame();
    }

    @Test
    void copyMergeAndUpsertAreForwarded() throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy users (id, email_address) from stdin",
                            new java.io.StringReader("1\ta@mail.example\n"));
        }
        database.execute("insert into users (id, email_address) values (1, 'b@mail.example'), (2, 'c@mail.example')"
                + " on conflict (id) do update set email_address = excluded.email_address");
        database.execute(
                "merge into users u using (values (2, 'd@mail.example'), (3, 'e@mail.example')) as s (id, email)"
                        + " on s.id = u.id when matched then update set email_address = s.email"
                        + " when not matched then insert (id, email_address) values (s.id, s.email)");

        assertThat(database.query("select e.email_address from user_email_addresses e order by e.user_id"))
                .containsExactly(List.of("b@mail.example"), List.of("d@mail.example"), List.of("e@mail.example"));
        assertBothSidesAreTheSame();
    }

    @Test
    void writesOfOtherTriggersAreForwarded() throws SQLException {
        database.execute("""
                create table signups (email text);
                create function take_signup() returns trigger language plpgsql as $$
                begin
                  insert into users (id, email_address) values (7, new.email);
                  return null;
                end $$;
                create trigger take after insert on signups for each row execute function take_signup();
                insert into signups values ('deep@mail.example')
                """);

        assertThat(address("email_address")).isEqualTo("deep@mail.example");
        assertBothSidesAreTheSame();
    }

    @Test
    void aRoleThatMayWriteOnlyUsersGoesOnWriting() throws SQLException {
        database.execute("drop role if exists legacy_only; create role legacy_only;"
                + " grant select, insert, update, delete on users to legacy_only");

        database.execute("set role legacy_only; insert into users (id, email_address) values (1, 'a@mail.example');"
                + " update users set email_address = 'b@mail.example'; delete from users where id = 2");

        assertThat(address("email_address")).isEqualTo("b@mail.example");
        database.execute("revoke all on users from legacy_only; drop role legacy_only");
    }

    @Test
    void aSessionThatReadsBackslashesAsEscapesIsForwardedToo() throws SQLException {
        database.execute("set standard_conforming_strings = off; set backslash_quote = off;"
                + " insert into users values (1, 'A', 'ann@mail.example', true);"
                + " update users set email_address = 'bob@mail.example'");

        assertThat(address("email_address")).isEqualTo("bob@mail.example");
        assertBothSidesAreTheSame();
    }

    @Test
    void aDeletedUserTakesTheAddressAlong() throws SQLException {
        database.execute(
                "insert into users values (1, 'A', 'ann@mail.example', true), (2, 'B', 'ann@mail.example', true)");

        database.execute("delete from users where id = 1");

        assertThat(database.query("select e.user_id from user_email_addresses e"))
                .containsExactly(List.of("2"));
        assertBothSidesAreTheSame();
    }

    @Test
    void aKeyMayBeAnInteger() throws SQLException {
        try (Database other = Databases.shared().create()) {
            other.execute("create table users (id integer primary key, email_address varchar(100) unique);"
                    + " insert into users values (1, 'before@mail.example')");
            Migrations.of(other.dataSource()).migrate();
            other.execute("insert into users values (2, 'after@mail.example');"
                    + " update user_email_addresses set email_address = 'new@mail.example',"
                    + " normalized_email_address = 'new@mail.example' where user_id = 1");

            assertThat(other.query("select u.email_address from users u order by u.id"))
                    .containsExactly(List.of("new@mail.example"), List.of("after@mail.example"));
            assertThat(other.query("select * from user_email_move_problems()")).isEmpty();
            assertThat(Migrations.of(other.dataSource()).withContract().pending())
                    .hasSize(1);
        }
    }

    @Test
    void theNewSideSetsAndClearsTheColumn() throws SQLException {
        database.execute("insert into users (id) values (1)");

        insertAddress(1, "ann@mail.example");
        assertThat(legacy(1)).isEqualTo("ann@mail.example");

        database.execute("delete from user_email_addresses");
        assertThat(database.query("select 1 from users where email_address is null"))
                .hasSize(1);
    }

    @Test
    void aColumnThatMayNotBeNullIsEmptied() throws SQLException {
        database.execute(
                "update users set email_address = ''; alter table users alter column email_address set not null;"
                        + " insert into users values (1, 'A', 'ann@mail.example', true)");

        database.execute("delete from user_email_addresses");

        assertThat(legacy(1)).isEmpty();
        assertBothSidesAreTheSame();
    }

    @Test
    void nobodySeesTheColumnEmptyWhileAnAddressIsReplaced() throws SQLException {
        database.execute("insert into users values (1, 'A', 'ann@mail.example', true)");
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

        assertThat(legacy(1)).isEqualTo("new@mail.example");
    }

    @Test
    void aSecondAddressIsRefusedUntilTheContract() throws SQLException {
        database.execute("insert into users values (1, 'A', 'ann@mail.example', true)");

        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> database.execute("insert into user_email_addresses"
                        + " (user_id, email_address, normalized_email_address)"
                        + " values (1, 'new@mail.example', 'new@mail.example')"))
                .withMessageContaining("user_email_addresses_one_address_until_contract");
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "user_email_addresses"})
    void truncateIsRefused(String table) {
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> database.execute("truncate " + table + " cascade"))
                .withMessageContaining("cannot be truncated while email addresses are forwarded");
    }

    private void insertAddress(long user, String address) throws SQLException {
        database.execute("insert into user_email_addresses"
                + " (user_id, email_address, normalized_email_address, \"primary\", confirmed) values (" + user + ", '"
                + address + "', '" + address + "', true, true)");
    }

    private String legacy(long user) throws SQLException {
        return database.query("select coalesce(email_address, 'none') from users where id = " + user)
                .get(0)
                .get(0);
    }

    private String address(String column) throws SQLException {
        return database.query("select e." + column + " from user_email_addresses e")
                .get(0)
                .get(0);
    }

    private List<List<@Nullable String>> confirmed() throws SQLException {
        return database.query("select e.confirmed from user_email_addresses e");
    }

    private void assertBothSidesAreTheSame() throws SQLException {
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }
}
