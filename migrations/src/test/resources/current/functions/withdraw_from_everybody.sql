CREATE OR REPLACE FUNCTION public.withdraw_from_everybody(addresses text[])
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
declare
  others bigint[];
  other  bigint;
begin
  others := array(
    select distinct h.user_id
      from public.user_email_address_history h
     where public.normalized_email_address(coalesce(h.email_address_after, h.email_address_before)) collate "C" = any(addresses));

  for other in
    select u.id
      from public.users u
     where u.id = any(array(
             select e.user_id
               from public.user_email_addresses e
              where e.normalized_email_address = any(addresses)
                and not (e.confirmed or e.institution_managed)))
     order by u.id
       for no key update
  loop
    delete
      from public.user_email_addresses e
     where e.user_id = other
       and e.normalized_email_address = any(addresses)
       and not (e.confirmed or e.institution_managed);

    perform public.choose_primary_email_address(other);

    others := others || other;
  end loop;

  -- Except where the address once belonged to the other user.
  delete
    from public.user_email_address_history h
   where h.user_id = any(others)
     and (   public.normalized_email_address(h.email_address_before) = any(addresses)
          or public.normalized_email_address(h.email_address_after) = any(addresses))
     and not exists (
           select
             from public.user_email_address_history o
            where o.user_id = h.user_id
              and (   (o.confirmed_before or o.institution_managed_before)
                      and public.normalized_email_address(o.email_address_before) in (
                            public.normalized_email_address(h.email_address_before),
                            public.normalized_email_address(h.email_address_after))
                   or (o.confirmed_after or o.institution_managed_after)
                      and public.normalized_email_address(o.email_address_after) in (
                            public.normalized_email_address(h.email_address_before),
                            public.normalized_email_address(h.email_address_after))));

  delete
    from public.user_email_outbox o
   where public.normalized_email_address(coalesce(o.email_address, o.previous_email_address)) collate "C" = any(addresses);

  delete
    from public.user_email_outbox o
   where o.user_id = any(others)
     and public.normalized_email_address(o.previous_email_address) = any(addresses);

  delete
    from public.user_email_withdrawals w
   where w.normalized_email_address = any(addresses);
end
$function$
