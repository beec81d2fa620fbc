package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/** What old releases write to the column is in the addresses, however they write it. */
class ForwardingTest {

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
    void anInsertedAddressIsPrimaryAndVerbatim() throws SQLException {
        users.add(user(1).named("Ann").withAddress(" Ann@Mail.example ").confirmed(), user(2).named("Bob"));

        assertThat(database.query(
                        "select e.user_id, e.email_address, e.normalized_email_address, e.primary, e.confirmed"
                                + " from user_email_addresses e"))
                .containsExactly(List.of("1", " Ann@Mail.example ", " ann@mail.example ", "t", "t"));
        users.assertBothSidesAreTheSame();
    }

    @Test
    void theConditionSaysWhatIsConfirmed() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example").unconfirmed());
        assertThat(users.confirmed()).containsExactly(List.of("f"));

        database.execute("update users set proved = true");

        assertThat(users.confirmed()).containsExactly(List.of("t"));
    }

    @Test
    void anUpdateReplacesTheAddressInItsRow() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example"));
        String row = users.address("id");

        database.execute("update users set email_address = 'new@mail.example' where id = 1");

        assertThat(users.address("email_address")).isEqualTo("new@mail.example");
        assertThat(users.address("id")).isEqualTo(row);
        users.assertBothSidesAreTheSame();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''", "'  '", "E'\\t'", "E'\\u00a0'", "E' \\u200b\\u3000\\ufeff\\n'"})
    void aClearedAddressIsGone(String nothing) throws SQLException {
        users.add(user(1).withAddress("ann@mail.example"));

        database.execute("update users set email_address = " + nothing);

        assertThat(database.query("select 1 from user_email_addresses")).isEmpty();
        assertThat(database.query("select 1 from users where email_address is not distinct from " + nothing))
                .as("verbatim")
                .hasSize(1);
        users.assertBothSidesAreTheSame();
    }

    /** The library refuses an address in which one of them stands, so none of them alone can be an address. */
    @Test
    void whatIsASpaceInJavaIsBlank() throws SQLException {
        String spaces = IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
                .filter(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));

        assertThat(database.query("select c from unnest(array[" + spaces + "]) as c where not"
                        + " is_blank_email_address(chr(c))"))
                .isEmpty();
        assertThat(database.query("select c from generate_series(33, 126) as c where is_blank_email_address(chr(c))"))
                .isEmpty();
    }

    @Test
    void twoUsersSwapTheirAddressesInOneStatement() throws SQLException {
        users.add(
                user(1).withAddress("a@mail.example"),
                user(2).withAddress("b@mail.example"),
                user(3).withAddress("c@mail.example"));

        database.execute("update users set email_address = case id when 1 then 'b@mail.example'"
                + " when 2 then 'c@mail.example' else 'a@mail.example' end");

        assertThat(database.query("select e.user_id, e.email_address from user_email_addresses e order by e.user_id"))
                .containsExactly(
                        List.of("1", "b@mail.example"), List.of("2", "c@mail.example"), List.of("3", "a@mail.example"));
        users.assertBothSidesAreTheSame();
    }

    @Test
    void whoIsForgottenIsForgottenInTheColumnToo() throws SQLException {
        users.add(
                user(1).withAddress("ann@mail.example"),
                user(2).withAddress("ann@mail.example"),
                user(3).withAddress("cy@mail.example"));
        users.legacyUsers().beforeForwarding().add(user(4).withAddress("dee@mail.example"));

        database.execute("select erase_user_email_addresses(i) from generate_series(2, 4) as i");

        assertThat(database.query("select u.id from users u where u.email_address is not null"))
                .containsExactly(List.of("1"));
        assertThat(database.query("select h.user_id from user_email_address_history h where h.user_id <> 1"))
                .isEmpty();
        users.assertBothSidesAreTheSame();
    }

    /** Of one who has the address, of one in conflict, and of one who is not copied yet. */
    @Test
    void nothingOfAnErasedUserIsLeftInAnyColumn() throws SQLException {
        users.add(
                user(1).withAddress("mark@mail.example"),
                user(2).withAddress("MARK@mail.example"),
                user(3).withAddress("cy@mail.example"));
        database.execute("update users set email_address = 'mark@school.example' where id = 3");
        users.legacyUsers().beforeForwarding().add(user(4).withAddress("mark@work.example"));
        assertThat(columnsThatShowMark()).contains("user_email_legacy_conflicts.normalized_email_address");

        database.execute("select erase_user_email_addresses(i) from unnest('{2, 1, 3, 4}'::bigint[]) as i");

        assertThat(columnsThatShowMark()).isEmpty();
    }

    private List<String> columnsThatShowMark() throws SQLException {
        List<String> showing = new ArrayList<>();
        for (List<String> column : database.query("""
                select format('%I', c.relname), format('%I', a.attname)
                  from pg_attribute a
                  join pg_class c on c.oid = a.attrelid
                 where c.relnamespace = 'public'::regnamespace
                   and c.relkind = 'r'
                   and a.attnum > 0
                   and not a.attisdropped
                """)) {
            String name = column.get(0) + "." + column.get(1);
            if (!database.query("select from " + column.get(0) + " where " + name + "::text ~* 'mark@' limit 1")
                    .isEmpty()) {
                showing.add(name);
            }
        }
        return showing;
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
        users.assertBothSidesAreTheSame();
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

        assertThat(users.address("email_address")).isEqualTo("deep@mail.example");
        users.assertBothSidesAreTheSame();
    }

    @Test
    void aRoleThatMayWriteOnlyUsersGoesOnWriting() throws SQLException {
        database.execute("drop role if exists legacy_only; create role legacy_only;"
                + " grant select, insert, update, delete on users to legacy_only");

        database.execute("set role legacy_only; insert into users (id, email_address) values (1, 'a@mail.example');"
                + " update users set email_address = 'b@mail.example'; delete from users where id = 2");

        assertThat(users.address("email_address")).isEqualTo("b@mail.example");
        database.execute("revoke all on users from legacy_only; drop role legacy_only");
    }

    @Test
    void aSessionThatReadsBackslashesAsEscapesIsForwardedToo() throws SQLException {
        database.execute("set standard_conforming_strings = off; set backslash_quote = off;"
                + " insert into users (id, email_address) values (1, 'ann@mail.example');"
                + " update users set email_address = 'bob@mail.example'");

        assertThat(users.address("email_address")).isEqualTo("bob@mail.example");
        users.assertBothSidesAreTheSame();
    }

    @Test
    void aDeletedUserTakesTheAddressAlong() throws SQLException {
        users.add(user(1).withAddress("ann@mail.example"), user(2).withAddress("ann@mail.example"));

        database.execute("delete from users where id = 1");

        assertThat(database.query("select e.user_id from user_email_addresses e"))
                .containsExactly(List.of("2"));
        users.assertBothSidesAreTheSame();
    }

    @Test
    void aKeyMayBeAnInteger() throws SQLException {
        try (Database other = Databases.shared().create()) {
            other.execute("create table users (id integer primary key, email_address varchar(100) unique)");
            LegacyUsers users = LegacyUsers.in(other);
            users.add(user(1).withAddress("before@mail.example"));
            Migrations.of(other.dataSource()).migrate();
            users.add(user(2).withAddress("after@mail.example"));
            other.execute("update user_email_addresses set email_address = 'new@mail.example',"
                    + " normalized_email_address = 'new@mail.example' where user_id = 1");

            assertThat(other.query("select u.email_address from users u order by u.id"))
                    .containsExactly(List.of("new@mail.example"), List.of("after@mail.example"));
            assertThat(other.query("select * from user_email_move_problems()")).isEmpty();
            assertThat(Migrations.of(other.dataSource()).withContract().pending())
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "user_email_addresses"})
    void truncateIsRefused(String table) {
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> database.execute("truncate " + table + " cascade"))
                .withMessageContaining("cannot be truncated while email addresses are forwarded");
    }
}
