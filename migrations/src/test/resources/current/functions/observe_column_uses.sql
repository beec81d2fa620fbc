CREATE OR REPLACE FUNCTION public.observe_column_uses(used_relation regclass, used_column name)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  relation text;
  observed bigint;
  is_blind constant boolean := exists (select from public.unseen_statements());
begin
  select format('%I.%I', n.nspname, c.relname)
    into relation
    from pg_class c
    join pg_namespace n
      on n.oid = c.relnamespace
   where c.oid = used_relation;

  insert into public.deprecated_column_uses as d (
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
             from public.statements_that_use_column(used_relation, used_column) s
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
              and public.statement_uses_column(
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

  update public.deprecated_column_observations as o
     set last_look_at = now(),
         looks = o.looks + 1
   where o.relation_name = relation
     and o.column_name = used_column
     and o.last_look_at >= now() - interval '1 day'
     and o.began_at = (
           select max(p.began_at)
             from public.deprecated_column_observations p
            where p.relation_name = relation
              and p.column_name = used_column);

  if not found then
    insert into public.deprecated_column_observations (
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
$function$
