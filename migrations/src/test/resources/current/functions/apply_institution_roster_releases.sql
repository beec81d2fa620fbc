CREATE OR REPLACE FUNCTION public.apply_institution_roster_releases(applied_roster_id bigint, address_ids bigint[], applied_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
begin
  perform
     from public.users u
    where u.id = any(array(
            select (
                     select d.user_id
                       from public.user_email_roster_releases d
                      where d.roster_id = applied_roster_id
                        and d.user_email_address_id = a.id
                        and coalesce(d.pending, false))
              from unnest(address_ids) as a (id)))
    order by u.id
      for no key update;

  perform public.release_institution_managed_email_addresses(r.institution_id, address_ids, applied_at)
     from public.user_email_rosters r
    where r.id = applied_roster_id;

  update public.user_email_roster_releases as d
     set pending = false
   where d.roster_id = applied_roster_id
     and d.user_email_address_id = any(address_ids);
end
$function$
