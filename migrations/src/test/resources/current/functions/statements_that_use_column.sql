CREATE OR REPLACE FUNCTION public.statements_that_use_column(used_relation regclass, used_column name)
 RETURNS TABLE(role_name text, queryid bigint, calls bigint, statement text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  statistics constant regclass := public.readable_statistics_of_statements();
begin
  if statistics is null then
    return;
  end if;

  return query execute format(
    $query$
    select r.rolname::text,
           s.queryid,
           sum(s.calls)::bigint,
           -- Utility statements contain their literals.
           regexp_replace(
             regexp_replace(min(s.query), '''[^'']*''', '''...''', 'g'),
             '[[:space:]]+',
             ' ',
             'g')
      from %s s
      join pg_roles r
        on r.oid = s.userid
      join pg_database d
        on d.oid = s.dbid
       and d.datname = current_database()
      join pg_class c
        on c.oid = $1
     where s.toplevel
       and public.statement_uses_column(s.query, c.relname, $2)
     group by r.rolname,
              s.queryid
    $query$,
    statistics)
    using used_relation, used_column::text;
end
$function$
