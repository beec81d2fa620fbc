CREATE OR REPLACE FUNCTION public.autovacuum_of(schema_name text, table_name text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select format(
           'Autovacuum (process %s) works on %s.%s. It yields only to a lock timeout of more than %s ms: '
           'raise the timeout for this run, or cancel it with "select pg_cancel_backend(%s)", and run this again.',
           l.pid,
           autovacuum_of.schema_name,
           autovacuum_of.table_name,
           (
             select s.setting
               from pg_settings s
              where s.name = 'deadlock_timeout'),
           l.pid)
    from pg_locks l
    join pg_stat_activity a
      on a.pid = l.pid
   where l.locktype = 'relation'
     and l.database = (
           select d.oid
             from pg_database d
            where d.datname = current_database())
     and l.relation = to_regclass(format('%I.%I', autovacuum_of.schema_name, autovacuum_of.table_name))
     and l.mode = 'ShareUpdateExclusiveLock'
     and l.granted
     and a.usesysid is null
   limit 1
$function$
