package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** The scripts that take the migrations back, in the order of the page that lists them. */
class UndoTest {

    private static final Path PAGE = Path.of("operations/undo.md");

    private Database database;

    @BeforeEach
    void migrate() throws Exception {
        database = Databases.shared().create();
        database.execute("create table users (id bigint primary key, email_address text);"
                + " insert into users values (1, 'ann@mail.example')");
        Migrations.of(database.dataSource()).withRoles().migrate();
    }

    @AfterEach
    void dropDatabase() throws Exception {
        database.close();
    }

    @Test
    void theScriptsTakeEverythingBackAndTheWayForwardIsOpenAgain() throws Exception {
        for (Path script : scripts()) {
            takeBack(script);
        }

        assertThat(database.query("select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
                        + " and c.relkind in ('r', 'v') order by c.relname"))
                .containsExactly(List.of("useremails_schema_history"), List.of("users"));
        assertThat(database.query("select 1 from pg_proc where pronamespace = 'public'::regnamespace"))
                .isEmpty();
        assertThat(database.query("select * from users")).containsExactly(List.of("1", "ann@mail.example"));
        assertThat(Migrations.of(database.dataSource()).withRoles().migrate()).isEqualTo(23);
    }

    @Test
    void eachStepBackCanBeTheLast() throws Exception {
        List<Path> scripts = scripts();
        for (int last = 1; last <= scripts.size(); last++) {
            for (Path script : scripts.subList(0, last)) {
                takeBack(script);
            }
            Migrations.of(database.dataSource()).withRoles().migrate();

            assertThat(database.query("select s.user_id from user_email_summary s"))
                    .containsExactly(List.of("1"));
        }
    }

    private static List<Path> scripts() {
        return new Page(PAGE)
                .links().stream()
                        .filter(link -> link.endsWith(".sql"))
                        .map(PAGE::resolveSibling)
                        .toList();
    }

    /** As {@code psql --single-transaction} does. */
    private void takeBack(Path script) throws Exception {
        PGSimpleDataSource asPsql = database.dataSource();
        asPsql.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (var connection = asPsql.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(Files.readString(script));
            connection.commit();
        }
    }
}
