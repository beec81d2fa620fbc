package io.github.useremails.migrations;

/** What somebody without rights leaves for others to run by mistake. A plant fails, and names who ran it. */
final class Plants {

    static final String RAN = "a plant ran with the rights of ";

    /**
     * PostgreSQL prefers an operator that takes exactly these types to its own that needs a cast. One for each operator
     * and each pair of types of which it has none itself.
     */
    static final String OPERATORS = """
            do $plant$
            declare
              types constant text[] := array[
                'text', 'varchar', 'name', '"char"', 'bigint', 'integer', 'smallint', 'oid', 'regclass', 'regproc',
                'regprocedure', 'regrole', 'boolean', 'numeric', 'double precision', 'interval', 'timestamptz', 'bytea',
                'text[]', 'name[]', 'oid[]', 'bigint[]', 'integer[]', 'int2vector', 'oidvector'];
              operators constant text[] := array[
                '=', '<>', '<', '>', '<=', '>=', '+', '-', '*', '/', '||', '~', '!~', '~*', '~~', '!~~', '@>'];
              pair record;
            begin
              for pair in
                select l.type as l,
                       r.type as r
                  from unnest(types) as l (type)
                 cross
                  join unnest(types) as r (type)
              loop
                execute format('create function accounts.planted(%s, %s) returns boolean language plpgsql as %L',
                               pair.l,
                               pair.r,
                               format('begin if current_user <> %L then raise exception %L, current_user; end if; return null; end',
                                      current_user,
                                      'PLANT_RAN%'));
              end loop;

              for pair in
                select l.type as l,
                       r.type as r,
                       o.name as o
                  from unnest(types) as l (type)
                 cross
                  join unnest(types) as r (type)
                 cross
                  join unnest(operators) as o (name)
                 where not exists (
                         select
                           from pg_operator p
                          where p.oprname = o.name
                            and p.oprleft = l.type::regtype
                            and p.oprright = r.type::regtype)
              loop
                execute format('create operator accounts.%s (leftarg = %s, rightarg = %s, function = accounts.planted)',
                               pair.o,
                               pair.l,
                               pair.r);
              end loop;
            end
            $plant$
            """.replace("PLANT_RAN", RAN);

    /**
     * In the temporary schema of a session, which PostgreSQL searches first unless a path names it last: a domain in the
     * place of each type, a view in the place of each relation of the catalogue and of the module.
     */
    static final String TEMPORARY_OBJECTS = """
            create function pg_temp.planted() returns boolean language plpgsql as $f$
            begin
              if current_user <> pg_catalog.current_setting('role') then
                raise exception 'PLANT_RAN%', current_user;
              end if;
              return true;
            end
            $f$;

            do $plant$
            declare
              planted record;
            begin
              for planted in
                select c.oid::regclass as relation,
                       c.relname,
                       -- A view has no column of a pseudo-type.
                       string_agg(format('v.%I', a.attname), ', ') as columns
                  from pg_class c
                  join pg_attribute a
                    on a.attrelid = c.oid
                   and a.attnum > 0
                   and not a.attisdropped
                   and a.atttypid not in ('anyarray'::regtype, 'pg_statistic[]'::regtype)
                 where c.relnamespace in ('pg_catalog'::regnamespace, 'accounts'::regnamespace)
                   and c.relkind in ('r', 'v')
                 group by c.oid
              loop
                execute format('create temporary view %I as select %s from %s v where pg_temp.planted()',
                               planted.relname,
                               planted.columns,
                               planted.relation);
              end loop;

              for planted in
                select t.typname
                  from pg_type t
                 where t.typname in ('text', 'name', 'bool', 'int4', 'int8', 'oid', 'timestamptz', 'interval', 'bytea',
                                     'regclass', 'regproc', 'regrole', 'regtype', 'numeric', 'float8')
                   and t.typnamespace = 'pg_catalog'::regnamespace
              loop
                execute format('create domain pg_temp.%1$I as pg_catalog.%1$I check (pg_temp.planted())', planted.typname);
              end loop;
            end
            $plant$
            """.replace("PLANT_RAN", RAN);

    private Plants() {}
}
