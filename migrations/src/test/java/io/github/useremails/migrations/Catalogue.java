package io.github.useremails.migrations;

import io.github.useremails.postgres.Database;
import java.sql.SQLException;
import java.util.List;

/** What the migrations made, as text: one object a line, with all that it does. */
final class Catalogue {

    private static final String COLUMNS = """
            select format('column %s.%s %s%s%s%s%s',
                          c.relname,
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

    /** From PostgreSQL 18 on, "not null" is a constraint as well; the columns tell it. */
    private static final String CONSTRAINTS = """
            select format('constraint %s on %s %s%s',
                          k.conname,
                          k.conrelid::regclass,
                          pg_get_constraintdef(k.oid),
                          case when not k.convalidated then ' not valid' end)
              from pg_constraint k
             where k.connamespace = '%1$s'::regnamespace
               and k.contype <> 'n'
             order by k.conname collate "C"
            """;

    private static final String INDEXES = """
            select format('index %s%s', pg_get_indexdef(i.indexrelid), case when not i.indisvalid then ' INVALID' end)
              from pg_index i
              join pg_class c
                on c.oid = i.indexrelid
             where c.relnamespace = '%1$s'::regnamespace
             order by c.relname collate "C"
            """;

    private static final String TRIGGERS = """
            select pg_get_triggerdef(t.oid)
              from pg_trigger t
              join pg_class c
                on c.oid = t.tgrelid
             where c.relnamespace = '%1$s'::regnamespace
               and not t.tgisinternal
             order by t.tgname collate "C"
            """;

    private static final String FUNCTIONS = """
            select format('function %s(%s) returns %s %s %s%s%s',
                          p.proname,
                          pg_get_function_arguments(p.oid),
                          pg_get_function_result(p.oid),
                          l.lanname,
                          case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
                          case when p.prosecdef then ' security definer' end,
                          ' set ' || array_to_string(p.proconfig, ', '))
              from pg_proc p
              join pg_language l
                on l.oid = p.prolang
             where p.pronamespace = '%1$s'::regnamespace
             order by p.proname collate "C"
            """;

    private static final String VIEWS = """
            select format(E'view %s\\n%s', c.relname, pg_get_viewdef(c.oid, true))
              from pg_class c
             where c.relnamespace = '%1$s'::regnamespace
               and c.relkind = 'v'
             order by c.relname collate "C"
            """;

    private Catalogue() {}

    static String of(Database database, String schema) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (String query : List.of(COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, FUNCTIONS, VIEWS)) {
            for (List<String> row : database.query(query.replace("%1$s", schema))) {
                text.append(row.get(0)).append('\n');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
