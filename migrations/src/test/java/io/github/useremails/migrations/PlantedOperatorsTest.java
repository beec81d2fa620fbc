package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Every role may create objects in the schema, as in a {@code public} of PostgreSQL 14 and older, and somebody has planted
 * an operator for every pair of types of which PostgreSQL has none.
 */
class PlantedOperatorsTest {

    private static final String SEARCH_PATH = "set local search_path = ";

    private Database database;

    @BeforeEach
    void plant() throws SQLException {
        database = HostDatabase.empty();
        database.execute("grant create on schema accounts to host_nobody");
        HostRole.NOBODY.execute(database, Plants.OPERATORS);
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void noScriptRunsThem() throws Exception {
        runScriptsOf("/schema/V");

        // Nor does what the scripts have created.
        for (String write : List.of(
                "insert into accounts.user_email_addresses (user_id, email_address, normalized_email_address, \"primary\","
                        + " confirmed) values (1, 'a@mail.example', 'a@mail.example', true, true),"
                        + " (2, 'b@mail.example', 'b@mail.example', true, false)",
                "update accounts.user_email_addresses set email_address = 'new@mail.example',"
                        + " normalized_email_address = 'new@mail.example' where user_id = 1",
                "update accounts.user_email_addresses set confirmed = true where user_id = 2",
                "insert into accounts.user_email_addresses (user_id, email_address, normalized_email_address)"
                        + " values (1, 'c@mail.example', 'c@mail.example')",
                "delete from accounts.user_email_addresses where email_address = 'c@mail.example'",
                "select accounts.erase_user_email_addresses(2)",
                "select accounts.expire_user_email_address_history(now() - interval '1 year', 10)",
                "select accounts.begin_institution_roster(7, now(), 'infinity')",
                "select accounts.add_institution_roster_lines(1, 1, '{a}', '{new@mail.example}', '{new@mail.example}', '{null}')",
                "select accounts.plan_institution_roster(1)",
                "select accounts.apply_institution_roster_lines(1, '{1}', now())")) {
            HostRole.OWNER.execute(database, write);
        }
        assertThat(HostRole.OWNER.query(database, "select * from accounts.user_email_inconsistencies"))
                .isEmpty();
    }

    @Test
    void noScriptOfTheMoveRunsThem() throws Exception {
        runScriptsOf("/(schema|columns)/V|/steps/V(?!5)");

        for (String write : List.of(
                "insert into accounts.users (id, email_address) values (11, 'a@mail.example'), (12, 'b@mail.example')",
                "update accounts.users set email_address = 'b@mail.example' where id = 11",
                "update accounts.users set email_address = 'new@mail.example' where id = 11",
                "update accounts.user_email_addresses set email_address = 'next@mail.example',"
                        + " normalized_email_address = 'next@mail.example' where user_id = 11",
                "delete from accounts.user_email_addresses where user_id = 12",
                "select accounts.retry_legacy_conflicts()")) {
            HostRole.OWNER.execute(database, write);
        }
        assertThat(HostRole.OWNER.query(database, "select * from accounts.user_email_move_problems()"))
                .isEmpty();
        assertThat(HostRole.OWNER.query(database, "select * from accounts.user_email_contract_obstacles()"))
                .isNotEmpty();
    }

    /** The comparison of an {@code oid} with a {@code regclass} has to cast one of them. */
    @Test
    void aScriptThatSearchesTheSchemaRunsThem() throws Exception {
        Path first = MigrationScriptsTest.scripts().get(0);
        String searching = Files.readString(first).replace(SEARCH_PATH, "-- ");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> run(searching, false))
                .withMessageContaining(Plants.RAN + "host_owner");
    }

    /** Flyway asks the catalogue with the search path of the session before the first script. */
    @Test
    void migrationsRefuseToBegin() throws SQLException {
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> HostDatabase.migrations(database).migrate())
                .withMessageContaining("of role host_nobody")
                .withMessageContaining("revoke create on schema accounts");

        assertThat(database.query("select 1 from pg_class where relname = 'useremails_schema_history'"))
                .isEmpty();
    }

    private void runScriptsOf(String part) throws Exception {
        Pattern wanted = Pattern.compile(part);
        for (Path script : MigrationScriptsTest.scripts()) {
            if (wanted.matcher(script.toString().replace('\\', '/')).find()) {
                run(Files.readString(script), Files.exists(Path.of(script + ".conf")));
            }
        }
    }

    /** With the path that Flyway sets, and in a transaction unless the script has none. */
    private void run(String script, boolean withoutTransaction) throws SQLException {
        PGSimpleDataSource flyway = database.asRole(HostRole.OWNER.role());
        flyway.setOptions("-c role=host_owner -c search_path=accounts,public");
        flyway.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = flyway.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(withoutTransaction);
            String rendered = Placeholders.STANDARD
                    .with(Map.of("schema", HostDatabase.SCHEMA))
                    .render(script);
            for (String alone : MigrationScriptsTest.sentAtOnce(rendered, withoutTransaction)) {
                statement.execute(alone);
            }
            if (!withoutTransaction) {
                connection.commit();
            }
        }
    }
}
