-- Create the function that observes uses of a column.
--
-- Why     A column is unused only for a period, and that period must be recorded.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Run it every few minutes, so that the table keeps first and last times even if the statistics are reset.
create function ${schema}.observe_column_uses(used_relation regclass, used_column name)
        returns bigint
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  relation text;
  observed bigint;
  is_blind constant boolean := exists (select from ${schema}.unseen_statements());
begin
  select format('%I.%I', n.nspname, c.relname)
    into relation
    from pg_class c
    join pg_namespace n
      on n.oid = c.relnamespace
   where c.oid = used_relation;

  insert into ${schema}.deprecated_column_uses as d (
    relation_name,
    column_name,
    found_by,
    role_name,
    application_name,
    place,
    uses,
    first_used_at,
    last_used_at)
  select relation,
         used_column,
         f.found_by,
         f.role_name,
         f.application_name,
         f.place,
         f.uses,
         now(),
         now()
    from (
           select 'pg_stat_statements' as found_by,
                  s.role_name,
                  '' as application_name,
                  s.queryid::text as place,
                  s.calls as uses
             from ${schema}.statements_that_use_column(used_relation, used_column) s
            union all
           -- Statements that are running now: their application is known.
           select 'pg_stat_activity',
                  a.usename,
                  a.application_name,
                  coalesce(a.query_id::text, ''),
                  count(*)
             from pg_stat_activity a
             join pg_class c
               on c.oid = used_relation
            where a.datname = current_database()
              and a.pid <> pg_backend_pid()
              and a.backend_type = 'client backend'
              -- Without literals, as in pg_stat_statements, because this function is called with such names.
              and ${schema}.statement_uses_column(
                    regexp_replace(a.query, '''[^'']*''', '?', 'g'),
                    c.relname,
                    used_column)
            group by a.usename,
                     a.application_name,
                     a.query_id
         ) f
      on conflict on constraint deprecated_column_uses_pkey
      do update
     set uses = excluded.uses,
         last_used_at = excluded.last_used_at
   -- Unchanged statistics show no new use.
   where d.found_by <> 'pg_stat_statements'
      or d.uses <> excluded.uses;

  get diagnostics observed = row_count;

  if is_blind then
    return observed;
  end if;

  update ${schema}.deprecated_column_observations as o
     set last_look_at = now(),
         looks = o.looks + 1
   where o.relation_name = relation
     and o.column_name = used_column
     and o.last_look_at >= now() - interval '1 day'
     and o.began_at = (
           select max(p.began_at)
             from ${schema}.deprecated_column_observations p
            where p.relation_name = relation
              and p.column_name = used_column);

  if not found then
    insert into ${schema}.deprecated_column_observations (
      relation_name,
      column_name,
      began_at,
      last_look_at,
      looks)
    values (
      relation,
      used_column,
      now(),
      now(),
      1)
        on conflict on constraint deprecated_column_observations_pkey
        do nothing;
  end if;

  return observed;
end
$$;

comment on function ${schema}.observe_column_uses(regclass, name) is
'Records which statements have used the column since the last call, by the statistics of the server, and returns how many. Records the check itself, unless statements are hidden from the session. pii=none';

revoke execute
    on function ${schema}.observe_column_uses(regclass, name)
  from public;
