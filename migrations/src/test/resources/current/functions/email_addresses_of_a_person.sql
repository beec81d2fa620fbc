CREATE OR REPLACE FUNCTION public.email_addresses_of_a_person(person_id bigint)
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
  select coalesce(array_agg(p.address), '{}')
    from (
           select e.normalized_email_address as address
             from (
                    -- offset 0 forces the search by user instead of by the index of claimed addresses.
                    select a.normalized_email_address,
                           a.confirmed,
                           a.institution_managed
                      from public.user_email_addresses a
                     where a.user_id = person_id
                    offset 0
                  ) e
            where e.confirmed
               or e.institution_managed
            union
           select public.normalized_email_address(h.email_address_before)
             from public.user_email_address_history h
            where h.user_id = person_id
              and (h.confirmed_before or h.institution_managed_before)
            union
           select public.normalized_email_address(h.email_address_after)
             from public.user_email_address_history h
            where h.user_id = person_id
              and (h.confirmed_after or h.institution_managed_after)
         ) p
   where not exists (
           select
             from public.user_email_addresses o
            where o.normalized_email_address = p.address
              and (o.confirmed or o.institution_managed)
              and o.user_id <> person_id
           offset 0)
$function$
