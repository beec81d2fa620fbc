package io.github.useremails.migrations;

import io.github.useremails.postgres.Database;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the migrations create, as text: one entry for each relation and each function, with all that it does. */
final class Catalogue {

    private static final String COLUMNS = """
            select case c.relkind when 'v' then 'views/' else 'tables/' end || c.relname,
                   format('column %s %s%s%s%s%s',
                          a.attname,
                          format_type(a.atttypid, a.atttypmod),
                          case when l.collname <> 'default' then format(' collate %I', l.collname) end,
                          case when a.attnotnull then ' not null' end,
                          ' default ' || pg_get_expr(d.adbin, d.adrelid),
                          case when a.attidentity <> '' then ' identity' end)
              from pg_attribute a
              join pg_class c
                on c.oid = a.attrelid
              left
              join pg_collation l
                on l.oid = a.attcollation
              left
              join pg_attrdef d
                on d.adrelid = a.attrelid
               and d.adnum = a.attnum
             where c.relnamespace = '%1$s'::regnamespace
               and c.relkind in ('r', 'v')
               and a.attnum > 0
               and not a.attisdropped
             order by c.relname collate "C",
                      a.attnum
            """;

    /** From PostgreSQL 18 on, "not null" is a constraint as well; the columns show it. */
    private static final String CONSTRAINTS = """
            select 'tables/' || c.relname,
                   format('constraint %s %s%s',
                          k.conname,
                          pg_get_constraintdef(k.oid),
                          case when not k.convalidated then ' not valid' end)
              from pg_constraint k
              join pg_class c
                on c.oid = k.conrelid
             where k.connamespace = '%1$s'::regnamespace
               and k.contype <> 'n'
             order by k.conname collate "C"
            """;

    private static final String INDEXES = """
            select 'tables/' || t.relname,
                   format('index %s%s', pg_get_indexdef(i.indexrelid), case when not i.indisvalid then ' INVALID' end)
              from pg_index i
              join pg_class c
                on c.oid = i.indexrelid
              join pg_class t
                on t.oid = i.indrelid
             where c.relnamespace = '%1$s'::regnamespace
             order by c.relname collate "C"
            """;

    private static final String TRIGGERS = """
            select 'tables/' || c.relname,
                   pg_get_triggerdef(t.oid) || case when t.tgenabled <> 'O' then ' DISABLED' else '' end
              from pg_trigger t
              join pg_class c
                on c.oid = t.tgrelid
             where c.relnamespace = '%1$s'::regnamespace
               and not t.tgisinternal
             order by t.tgname collate "C"
            """;

    private static final String VIEWS = """
            select 'views/' || c.relname,
                   pg_get_viewdef(c.oid, true)
              from pg_class c
             where c.relnamespace = '%1$s'::regnamespace
               and c.relkind = 'v'
             order by c.relname collate "C"
            """;

    /** A body that was parsed when the function was created is printed by the server, in the words of its version. */
    private static final String FUNCTIONS = """
            select 'functions/' || p.proname,
                   case
                     when p.prosqlbody is null
                     then pg_get_functiondef(p.oid)
                     else format(E'function %s(%s) returns %s %s%s\\n%s',
                                 p.proname,
                                 pg_get_function_arguments(p.oid),
                                 pg_get_function_result(p.oid),
                                 case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
                                 ' set ' || array_to_string(p.proconfig, ', '),
                                 %2$s)
                   end
              from pg_proc p
             where p.pronamespace = '%1$s'::regnamespace
             order by p.proname collate "C",
                      p.oid
            """;

    private static final String ALIAS_BEFORE_A_NAME = "\\b[a-z]\\.(?=[\\w\"])";

    private Catalogue() {}

    /** Everything in one text. */
    static String of(Database database, String schema) throws SQLException {
        return String.join("\n", definitions(database, schema).values());
    }

    /** Definitions by kind and name, such as {@code functions/normalized_email_address}. */
    static SortedMap<String, String> definitions(Database database, String schema) throws SQLException {
        SortedMap<String, String> definitions = new TreeMap<>();
        for (String query : List.of(COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, VIEWS)) {
            for (List<String> row : database.query(query.replace("%1$s", schema))) {
                // Newer versions of PostgreSQL leave out the names of tables that are not needed.
                add(definitions, row.get(0), row.get(1).replaceAll(ALIAS_BEFORE_A_NAME, ""));
            }
        }
        String parsed = "regexp_replace(pg_get_function_sqlbody(p.oid), '\\m[a-z][.]', '', 'g')";
        for (List<String> row : database.query(FUNCTIONS.replace("%1$s", schema).replace("%2$s", parsed))) {
            add(definitions, row.get(0), row.get(1));
        }
        return definitions;
    }

    private static void add(SortedMap<String, String> definitions, String name, String text) {
        definitions.merge(name, text.stripTrailing() + "\n", String::concat);
    }
}
