package io.github.useremails.migrations;

/** Questions to the catalogue, each from the point of view of the role that asks. */
final class Rights {

    /** Each object with what the role may do with it. Names are qualified by hand, so that no search path matters. */
    static final String OF_EACH_OBJECT = """
            select 'schema ' || n.nspname,
                   concat_ws(' ',
                             case when has_schema_privilege(n.oid, 'usage') then 'usage' end,
                             case when has_schema_privilege(n.oid, 'create') then 'create' end)
              from pg_namespace n
             where n.nspname = 'accounts'
             union all
            select case c.relkind when 'v' then 'view ' else 'table ' end || c.relname,
                   (
                     select string_agg(r.name, ' ' order by r.place)
                       from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'])
                            with ordinality as r (name, place)
                      where has_table_privilege(c.oid, r.name)
                   )
              from pg_class c
             where c.relnamespace = 'accounts'::regnamespace
               and c.relkind not in ('i', 'I', 'S', 'c')
             union all
            select 'column ' || c.relname || '.' || a.attname,
                   (
                     select string_agg(r.name, ' ' order by r.place)
                       from unnest(array['select', 'insert', 'update', 'references']) with ordinality as r (name, place)
                      where has_column_privilege(c.oid, a.attnum, r.name)
                   )
              from pg_class c
              join pg_attribute a
                on a.attrelid = c.oid
               and a.attnum > 0
               and not a.attisdropped
             where c.relnamespace = 'accounts'::regnamespace
               and c.relkind not in ('i', 'I', 'S', 'c')
             union all
            select 'sequence ' || c.relname,
                   (
                     select string_agg(r.name, ' ' order by r.place)
                       from unnest(array['usage', 'select', 'update']) with ordinality as r (name, place)
                      where has_sequence_privilege(c.oid, r.name)
                   )
              from pg_class c
             where c.relnamespace = 'accounts'::regnamespace
               and c.relkind = 'S'
             union all
            select case p.prokind when 'p' then 'procedure ' else 'function ' end
                     || p.proname || '(' || replace(oidvectortypes(p.proargtypes), 'accounts.', '') || ')',
                   case when has_function_privilege(p.oid, 'execute') then 'execute' end
              from pg_proc p
             where p.pronamespace = 'accounts'::regnamespace
             union all
            select 'type ' || t.typname,
                   case when has_type_privilege(t.oid, 'usage') then 'usage' end
              from pg_type t
             where t.typnamespace = 'accounts'::regnamespace
               and t.typelem = 0
            """;

    /** A call of each function with nulls, and whether the role may make it. */
    static final String OF_EACH_CALL = """
            select format('%s accounts.%I(%s)',
                          case p.prokind when 'p' then 'call' else 'select' end,
                          p.proname,
                          (
                            select string_agg('null::' || format_type(t.type, null), ', ' order by t.place)
                              from unnest(p.proargtypes::oid[]) with ordinality as t (type, place)
                          )),
                   has_function_privilege(p.oid, 'execute')
              from pg_proc p
             where p.pronamespace = 'accounts'::regnamespace
             order by 1
            """;

    /** A statement of each kind for each relation, none of which changes a row, and whether the role may run it. */
    static final String OF_EACH_STATEMENT = """
            select format(s.sql, c.relname, a.attname),
                   has_table_privilege(c.oid, s.privilege)
                     or s.privilege in ('select', 'insert', 'update')
                        and has_column_privilege(c.oid, a.attnum, s.privilege)
              from pg_class c
              join pg_attribute a
                on a.attrelid = c.oid
               and a.attnum > 0
               and not a.attisdropped
             cross
              join (
                     values ('select', 'select t.%2$I from accounts.%1$I t limit 0'),
                            ('insert', 'insert into accounts.%1$I (%2$I) overriding system value select null where false'),
                            ('update', 'update accounts.%1$I set %2$I = default where false'),
                            ('delete', 'delete from accounts.%1$I where false'),
                            ('truncate', 'truncate accounts.%1$I')
                   ) as s (privilege, sql)
             where c.relnamespace = 'accounts'::regnamespace
               and (   c.relkind in ('r', 'p')
                    or c.relkind = 'v' and s.privilege = 'select')
               and (a.attnum = 1 or s.privilege in ('select', 'insert', 'update'))
             order by 1
            """;

    private Rights() {}
}
