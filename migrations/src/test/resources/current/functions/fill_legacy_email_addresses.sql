CREATE OR REPLACE FUNCTION public.fill_legacy_email_addresses(after_id bigint, up_to_id bigint, batch integer)
 RETURNS TABLE(last_id bigint, seen integer, taken integer, apart bigint[])
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
declare
  ids bigint[];
begin
  select array_agg(l.id)
    into ids
    from (
           select u.id as id
             from public.users u
            where u.id > after_id
              and u.id <= up_to_id
            order by u.id
            limit batch
              for no key update) l;

  select count(w.written)
    into taken
    from (
           select public.write_legacy_email_address(
                    e.user_id,
                    e.email_address,
                    e.confirmed,
                    e.confirmed_at,
                    e.institution_managed,
                    e.institution_id) as written
             from public.user_email_addresses e
            where e.user_id = any(ids)
              and e.primary) w;

  -- Users who have no address, but got one in the column before forwarding was on again.
  select array_agg(u.id)
    into apart
    from public.users u
   where u.id = any(ids)
     and not public.is_blank_email_address(u.email_address)
     and (
           select e.id
             from public.user_email_addresses e
            where e.user_id = u.id
            limit 1) is null;

  last_id := (select max(i) from unnest(ids) as i);
  seen := coalesce(cardinality(ids), 0);
  return next;
end
$function$
