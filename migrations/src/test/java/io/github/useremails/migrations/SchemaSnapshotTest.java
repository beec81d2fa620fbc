package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the scripts of all parts create together is what was read and committed, one file for each object, so that a review
 * shows a changed function before and after: {@code -Dschema.refresh} writes the files.
 */
class SchemaSnapshotTest {

    private static final Path DEFINITIONS = Path.of("src/test/resources/current");

    private Database database;

    @BeforeEach
    void migrate() throws SQLException {
        database = Databases.shared().copyOf("all parts", SchemaSnapshotTest::prepare);
    }

    private static void prepare(Database template) throws SQLException {
        template.execute("create table users (id bigint generated always as identity constraint users_pkey primary key,"
                + " email_address text)");
        Migrations.of(template.dataSource()).migrate();
        template.execute("drop table " + String.join(", ", Part.histories()));
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void theDefinitionsAreThoseThatWereCommitted() throws Exception {
        SortedMap<String, String> definitions = Catalogue.definitions(database, "public");

        if (System.getProperty("schema.refresh") != null) {
            write(definitions);
        }
        assertThat(definitions).isEqualTo(committed());
        assertThat(definitions.values()).noneMatch(definition -> definition.contains("INVALID"));
    }

    private static void write(SortedMap<String, String> definitions) throws IOException {
        for (String name : committed().keySet()) {
            Files.delete(DEFINITIONS.resolve(name + ".sql"));
        }
        for (Map.Entry<String, String> definition : definitions.entrySet()) {
            Path file = DEFINITIONS.resolve(definition.getKey() + ".sql");
            Files.createDirectories(file.getParent());
            Files.writeString(file, definition.getValue());
        }
    }

    private static SortedMap<String, String> committed() throws IOException {
        SortedMap<String, String> definitions = new TreeMap<>();
        if (Files.exists(DEFINITIONS)) {
            try (Stream<Path> files = Files.walk(DEFINITIONS)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = DEFINITIONS.relativize(file).toString().replace('\\', '/');
                    definitions.put(name.replaceFirst("[.]sql$", ""), Files.readString(file));
                }
            }
        }
        return definitions;
    }

    /** Nothing of a move, and nothing about columns. */
    @Test
    void aNewInstallationHasTheSchemaOnly() throws Exception {
        try (Database fresh = Databases.shared().create()) {
            Migrations.of(fresh.dataSource()).migrate();

            assertThat(Catalogue.definitions(fresh, "public").keySet())
                    .contains("tables/user_email_addresses")
                    .noneMatch(name -> name.matches(
                            ".*(legacy|_move|backfill|forward|contract|deprecated|soft_drop|column_|_column).*"));
        }
    }

    @Test
    void everyConstraintHasAChosenName() throws SQLException {
        assertThat(names("select k.conname from pg_constraint k where k.connamespace = 'public'::regnamespace"
                        + " and k.contype <> 'n'"))
                .isNotEmpty()
                .allMatch(name -> name.matches("(users_pkey|user_email_|deprecated_column_|soft_dropped_columns_).*"))
                .noneMatch(name -> name.matches(".*(_check\\d*|_key\\d+|_fkey\\d+|_excl)"));
    }

    @Test
    void everyColumnAndFunctionSaysWhatItMeansAndWhetherItIdentifiesAPerson() throws SQLException {
        assertThat(names("""
                        select c.relname || '.' || a.attname
                          from pg_attribute a
                          join pg_class c
                            on c.oid = a.attrelid
                         where c.relnamespace = 'public'::regnamespace
                           and c.relkind in ('r', 'v')
                           and c.relname <> 'users'
                           and a.attnum > 0
                           and coalesce(col_description(c.oid, a.attnum), '') !~ 'pii=(none|indirect|direct)$'
                         union all
                        select p.proname
                          from pg_proc p
                         where p.pronamespace = 'public'::regnamespace
                           and coalesce(obj_description(p.oid, 'pg_proc'), '') !~ 'pii=(none|indirect|direct)$'
                        """)).isEmpty();
    }

    /** A timestamptz is a moment: the session that reads it chooses the time zone. */
    @Test
    void noCommentPromisesATimeZone() throws SQLException {
        assertThat(names("select d.description from pg_description d join pg_class c on c.oid = d.objoid"
                        + " where c.relnamespace = 'public'::regnamespace and d.description ~ 'UTC'"))
                .isEmpty();
    }

    @Test
    void everyRelationAndTriggerHasAComment() throws SQLException {
        assertThat(names("""
                        select c.relname
                          from pg_class c
                         where c.relnamespace = 'public'::regnamespace
                           and c.relkind in ('r', 'v')
                           and c.relname <> 'users'
                           and coalesce(obj_description(c.oid, 'pg_class'), '') !~ 'pii=(none|indirect|direct)$'
                         union all
                        select t.tgname
                          from pg_trigger t
                         where not t.tgisinternal
                           and obj_description(t.oid, 'pg_trigger') is null
                        """)).isEmpty();
    }

    @Test
    void aViewSaysItsGrain() throws SQLException {
        assertThat(names("select obj_description(c.oid, 'pg_class') from pg_class c"
                        + " where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'"))
                .hasSize(5)
                .allMatch(comment -> comment.startsWith("One row for each "));
    }

    /**
     * A body in PL/pgSQL is read when it runs, so it needs a search path; one in SQL was read when it was made. A
     * procedure that commits can have none, and names everything with its schema.
     */
    @Test
    void noFunctionDependsOnTheSearchPathOfASession() throws SQLException {
        assertThat(names("""
                        select p.proname
                          from pg_proc p
                         where p.pronamespace = 'public'::regnamespace
                           and p.prokind = 'f'
                           and p.prosqlbody is null
                           and not coalesce(p.proconfig::text, '') like '%search_path=pg_catalog%'
                        """)).isEmpty();
    }

    /** Unless it is named last, PostgreSQL searches the temporary schema of the caller first. */
    @Test
    void aSearchPathEndsWithTheTemporarySchema() throws SQLException {
        assertThat(names("select c from pg_proc p cross join unnest(p.proconfig) as c"
                        + " where p.pronamespace = 'public'::regnamespace and c like 'search_path=%'"))
                .isNotEmpty()
                .allMatch(path -> path.endsWith(", pg_temp"));
    }

    @Test
    void whatRunsWithTheRightsOfItsOwnerIsNotForEveryone() throws SQLException {
        assertThat(names("""
                        select p.proname
                          from pg_proc p
                         where p.pronamespace = 'public'::regnamespace
                           and p.prosecdef
                           and has_function_privilege('public', p.oid, 'execute')
                        """)).isEmpty();
    }

    /** The finder of uses passes over the functions of the module, which it knows by their signatures. */
    @Test
    void everyFunctionIsInTheListOfTheModulesFunctions() throws SQLException {
        assertThat(names("select f::text from user_email_functions() f order by 1"))
                .isEqualTo(names("select p.oid::regprocedure::text from pg_proc p"
                        + " where p.pronamespace = 'public'::regnamespace order by 1"));
    }

    private List<String> names(String sql) throws SQLException {
        return database.query(sql).stream().map(row -> row.get(0)).toList();
    }
}
