CREATE OR REPLACE FUNCTION public.settle_legacy_conflicts(freed text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET lock_timeout TO '500ms'
 SET enable_seqscan TO 'off'
AS $function$
declare
  waiting bigint;
begin
  for waiting in
    select u.id
      from public.users u
     where u.id = any(array(
             select c.user_id
               from public.user_email_legacy_conflicts c
              where c.normalized_email_address = freed
              order by c.user_id
              limit 10))
     order by u.id
       for no key update
      skip locked
  loop
    perform public.keep_legacy_email_address(waiting, true, false, false);
  end loop;
end
$function$
