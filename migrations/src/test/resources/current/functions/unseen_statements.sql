CREATE OR REPLACE FUNCTION public.unseen_statements()
 RETURNS TABLE(object text, reason text, next_step text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  statistics constant regclass := public.readable_statistics_of_statements();
  hidden     bigint;
begin
  if not exists (select from pg_extension x where x.extname = 'pg_stat_statements') then
    return query
    select 'extension pg_stat_statements',
           'is not installed in this database, so running statements cannot be seen',
           'Add it to shared_preload_libraries, restart the server, and run: create extension pg_stat_statements';
    return;
  elsif current_setting('pg_stat_statements.max', true) is null then
    return query
    select 'extension pg_stat_statements',
           'is not loaded, so running statements cannot be seen',
           'Add it to shared_preload_libraries, and restart the server.';
    return;
  elsif statistics is null then
    return query
    select 'view pg_stat_statements',
           'role ' || current_user || ' cannot read it',
           format('Run as an administrator: grant select on pg_stat_statements to %I, and usage on its schema.', current_user);
    return;
  end if;

  return query
  select 'setting ' || t.setting,
         format('is %s for %s, so statements are not counted', t.value, t.owner),
         'Set it to ' || case t.setting when 'compute_query_id' then 'auto' else 'top' end
           || ', or reset it; observations count from then on.'
    from (
           select s.name as setting,
                  s.setting as value,
                  'this session' as owner
             from pg_settings s
            where (s.name, s.setting) in (('pg_stat_statements.track', 'none'), ('compute_query_id', 'off'))
            union all
           select split_part(c.assignment, '=', 1),
                  split_part(c.assignment, '=', 2),
                  coalesce('role ' || r.rolname, 'database ' || current_database())
             from pg_db_role_setting d
             left
             join pg_roles r
               on r.oid = d.setrole
            cross
             join unnest(d.setconfig) as c (assignment)
            where c.assignment in ('pg_stat_statements.track=none', 'compute_query_id=off')
              and (   d.setdatabase = 0
                   or d.setdatabase = (
                        select b.oid
                          from pg_database b
                         where b.datname = current_database()))
         ) t;

  execute format(
    $query$
    select count(distinct s.userid)
      from %s s
      join pg_database d
        on d.oid = s.dbid
       and d.datname = current_database()
     where s.query = '<insufficient privilege>'
    $query$,
    statistics)
    into hidden;

  if hidden > 0 then
    return query
    select 'statements of other roles',
           format('role %s cannot read the statements of %s roles', current_user, hidden),
           format('Run as an administrator: grant pg_read_all_stats to %I', current_user);
  end if;
end
$function$
