CREATE OR REPLACE FUNCTION public.user_email_backfill_obstacle(maximum_lag interval, known_replicas integer)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  reason   text;
  replicas record;
begin
  select 'paused: ' || m.paused_because
    into reason
    from public.user_email_move m
   where m.paused_at is not null;

  if reason is not null then
    return reason;
  end if;

  if maximum_lag is not null then
    select r.*
      into replicas
      from public.user_email_replicas() r;

    if replicas.replicas < known_replicas then
      return 'a replica has disconnected';
    elsif replicas.lag > maximum_lag then
      return 'a replica is behind';
    end if;
  end if;

  select case
           when not l.granted then format('process %s waits for a lock on %s', l.pid, l.relation::regclass)
           else format('autovacuum (process %s) works on %s', l.pid, l.relation::regclass)
         end
    into reason
    from pg_locks l
    join pg_stat_activity a
      on a.pid = l.pid
   where l.relation in ('public.users'::regclass, 'public.user_email_addresses'::regclass)
     and l.database = (
           select d.oid
             from pg_database d
            where d.datname = current_database())
     and (   not l.granted
             and l.waitstart < clock_timestamp() - interval '1 second'
          or l.granted
             and l.mode = 'ShareUpdateExclusiveLock'
             and a.usesysid is null)
   order by l.granted,
            l.pid
   limit 1;

  return reason;
end
$function$
