CREATE OR REPLACE FUNCTION public.retry_legacy_conflicts(batch integer DEFAULT 1000)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET lock_timeout TO '500ms'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
declare
  ids     bigint[];
  waiting bigint;
  settled bigint := 0;
begin
  -- One table at a time, so that the planner has no choice.
  ids := array(
    select c.user_id
      from public.user_email_legacy_conflicts c
     where octet_length(c.normalized_email_address) <= 2000
       and (
             select o.id
               from public.user_email_addresses o
              where o.normalized_email_address = c.normalized_email_address
                and (o.confirmed or o.institution_managed)
                and o.user_id <> c.user_id
              limit 1) is null
     order by c.user_id
     limit batch);

  for waiting in
    select u.id
      from public.users u
     where u.id = any(ids)
     order by u.id
       for no key update
  loop
    perform public.keep_legacy_email_address(waiting, true, false, false);

    if not exists (
           select
             from public.user_email_legacy_conflicts c
            where c.user_id = waiting) then
      settled := settled + 1;
    end if;
  end loop;

  return settled;
end
$function$
