package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Each role plants temporary objects under every name that a function could mean, and then reaches every function with the
 * rights of the owner: by a call, or by a write that fires a trigger.
 */
class SearchPathTest {

    private static final List<String> WRITES = List.of(
            "insert into accounts.users (email_address) values ('new@mail.example')",
            "update accounts.users set email_address = 'Changed@mail.example' where id = 1",
            "update accounts.users set email_address = 'user2@mail.example' where id = 1",
            "update accounts.users set email_address = ' ' where id = 1",
            "delete from accounts.users where id = 1",
            "truncate accounts.users cascade",
            "insert into accounts.user_email_addresses (user_id, email_address, normalized_email_address, \"primary\","
                    + " confirmed) values (11, 'new@mail.example', 'new@mail.example', true, true)",
            "update accounts.user_email_addresses set email_address = 'new@mail.example',"
                    + " normalized_email_address = 'new@mail.example' where user_id = 1",
            "update accounts.user_email_addresses set confirmed = false where user_id = 1",
            "update accounts.user_email_addresses set institution_managed = true where user_id = 1",
            "update accounts.user_email_addresses set user_id = 11 where user_id = 1",
            "delete from accounts.user_email_addresses where user_id = 1",
            "select accounts.erase_user_email_addresses(1)",
            "select accounts.erase_everything_about_user(1)",
            "select accounts.expire_user_email_address_history(now() - interval '1 year', 10)",
            "select accounts.move_user_email_address_history(1, 2)",
            "select accounts.record_deprecated_column_use('accounts.users', 'email_address', 'reviewer', 'app', 'app', 'here', 1)");

    private Database database;

    @BeforeEach
    void migrate() throws SQLException {
        database = HostDatabase.moving();
        // More than anybody needs, so that every role reaches every trigger. User 11 has no address.
        database.execute("insert into accounts.users (id) values (11); select setval('accounts.users_id_seq', 11);"
                + " grant usage on schema accounts to public;"
                + " grant select, insert, update, delete, truncate on accounts.users, accounts.user_email_addresses to public;"
                + " grant execute on function accounts.normalized_email_address(text) to public");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "OWNER")
    void noTemporaryObjectRunsWithTheRightsOfTheOwner(HostRole role) throws SQLException {
        assertThat(successes(role)).isEmpty();
    }

    @Test
    void theyRunWhereAPathDoesNotNameTheTemporarySchemaLast() throws SQLException {
        database.execute("""
                do $$
                declare
                  function regprocedure;
                begin
                  for function in
                    select p.oid
                      from pg_proc p
                     where p.pronamespace = 'accounts'::regnamespace
                       and p.proconfig::text like '%search_path%'
                  loop
                    execute format('alter function %s set search_path = pg_catalog, accounts', function);
                  end loop;
                end
                $$
                """);

        assertThat(successes(HostRole.NOBODY)).isNotEmpty();
    }

    private List<String> successes(HostRole role) throws SQLException {
        List<String> attempts = new ArrayList<>(WRITES);
        for (List<@Nullable String> call : role.query(database, Rights.OF_EACH_CALL)) {
            attempts.add(call.get(0));
        }
        List<String> successes = new ArrayList<>();
        try (Connection connection = database.asRole(role.role()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Plants.TEMPORARY_OBJECTS);
            connection.setAutoCommit(false);
            for (String attempt : attempts) {
                // The path of the session is the attacker's own, and deferred triggers fire at once.
                String ran = error(statement, "set constraints all immediate; " + attempt);
                if (ran.contains(Plants.RAN)) {
                    successes.add(attempt + ": " + ran);
                }
                connection.rollback();
            }
        }
        return successes;
    }

    private static String error(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return "";
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
