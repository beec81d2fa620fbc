package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.PostgresDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of relations is written from the catalogue's comments: {@code -Ddocumentation.refresh} writes it. */
class RelationsPageTest {

    @RegisterExtension
    static final PostgresDatabase database =
            PostgresDatabase.preparedBy("the relations of all parts", RelationsPageTest::migrate);

    private static final Path PAGE = Path.of("sql/relations.md");

    private static final String INTRODUCTION = """
            # Relations, column by column

            Written from the comments in the database, where `psql` shows the same with `\\d+`. `pii` says whether a value
            identifies a person: `direct`, `indirect` (together with other data), or `none`. Of the functions, those that
            `useremails_reader` may call are here. Times are moments: a session shows them in its own time zone.
            """;

    private static final String RELATIONS = """
            select c.relname,
                   case c.relkind when 'v' then 'view' else 'table' end,
                   obj_description(c.oid, 'pg_class')
              from pg_class c
             where c.relnamespace = 'public'::regnamespace
               and c.relkind in ('r', 'v')
               and (c.relname like 'user\\_%' or c.relname like '%\\_column%')
             order by c.relkind desc,
                      c.relname
            """;

    private static final String FUNCTIONS = """
            select p.proname || '(' || pg_get_function_arguments(p.oid) || ')',
                   pg_get_function_result(p.oid),
                   obj_description(p.oid, 'pg_proc')
              from pg_proc p
             where p.pronamespace = 'public'::regnamespace
               and exists (
                     select
                       from aclexplode(p.proacl) a
                      where a.grantee = 'useremails_reader'::regrole)
             order by p.proname
            """;

    /** In the middle of a move, which has relations of its own. Flyway's tables have no comments. */
    private static void migrate(DataSource dataSource) {
        execute(dataSource, "create table users (id bigint primary key, email_address text)");
        Migrations.of(dataSource).withRoles().migrate();
        execute(dataSource, "drop table useremails_columns_history, useremails_email_address_history");
    }

    private static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thePageSaysWhatTheCatalogueSays() throws Exception {
        String page = page();

        if (System.getProperty("documentation.refresh") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    @Test
    void nothingIsWithoutAComment() throws SQLException {
        assertThat(page()).contains("user_email_listing", "user_email_summary").doesNotContain("null\n", "| null |");
    }

    private static String page() throws SQLException {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (List<String> relation : database.query(RELATIONS)) {
            page.append("\n## ")
                    .append(relation.get(0))
                    .append(" (")
                    .append(relation.get(1))
                    .append(")\n\n");
            page.append(relation.get(2)).append("\n\n| column | type | meaning |\n|---|---|---|\n");
            for (List<String> column : database.query(columnsOf(relation.get(0)))) {
                page.append("| `")
                        .append(column.get(0))
                        .append("` | ")
                        .append(column.get(1))
                        .append(" | ");
                page.append(column.get(2)).append(" |\n");
            }
        }
        for (List<String> function : database.query(FUNCTIONS)) {
            page.append("\n## ")
                    .append(function.get(0))
                    .append(" (function)\n\n")
                    .append(function.get(2));
            page.append("\n\nReturns `").append(function.get(1)).append("`.\n");
        }
        return page.toString();
    }

    private static String columnsOf(String relation) {
        return """
                select a.attname,
                       format_type(a.atttypid, a.atttypmod),
                       col_description(a.attrelid, a.attnum)
                  from pg_attribute a
                 where a.attrelid = '%s'::regclass
                   and a.attnum > 0
                   and not a.attisdropped
                 order by a.attnum
                """.formatted(relation);
    }
}
