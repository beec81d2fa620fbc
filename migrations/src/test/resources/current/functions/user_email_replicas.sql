CREATE OR REPLACE FUNCTION public.user_email_replicas()
 RETURNS TABLE(replicas integer, lag interval)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (
       select
         from pg_stat_replication r
        where r.state is null) then
    raise exception 'role % may not see the lag of the replicas', current_user
      using errcode = 'insufficient_privilege',
            hint = format('grant pg_monitor to %I', current_user);
  end if;

  return query
  select count(*)::integer,
         max(case
               when r.state = 'streaming' then coalesce(r.replay_lag, interval '0')
               else interval '1 year'
             end)
    from pg_stat_replication r
   where r.state in ('streaming', 'catchup');
end
$function$
