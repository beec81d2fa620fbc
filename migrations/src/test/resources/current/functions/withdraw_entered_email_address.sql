CREATE OR REPLACE FUNCTION public.withdraw_entered_email_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
declare
  claims  public.user_email_addresses[];
  claimed public.user_email_addresses;
  other   bigint;
begin
  -- Nearly always no other user has entered the address, and one lookup for each address shows it. Lateral with a
  -- limit, because a semi-join may read every unconfirmed address for a single row.
  claims := array(
    select a
      from addresses_after a
     cross
      join lateral (
             select
               from public.user_email_addresses e
              where e.normalized_email_address = a.normalized_email_address
                and not (e.confirmed or e.institution_managed)
              limit 1) e
     where a.confirmed
        or a.institution_managed);

  -- An address that already belonged to the user is not a new claim.
  if tg_op = 'UPDATE' and cardinality(claims) > 0 then
    claims := array(
      select a
        from unnest(claims) a
       where (a.id, a.normalized_email_address) not in (
               select b.id,
                      b.normalized_email_address
                 from addresses_before b
                where b.confirmed or b.institution_managed));
  end if;

  foreach claimed in array claims
  loop
    -- During the move, the address may be the only value in a user's legacy column. A later sweep withdraws it.
    if to_regclass('public.user_email_addresses_with_legacy') is null then
      for other in
        select u.id
          from public.users u
         where u.id = any(array(
                 select e.user_id
                   from public.user_email_addresses e
                  where e.normalized_email_address = claimed.normalized_email_address
                    and not (e.confirmed or e.institution_managed)
                    and e.user_id <> claimed.user_id
                  limit 10))
         order by u.id
           for no key update
          skip locked
      loop
        delete
          from public.user_email_addresses e
         where e.user_id = other
           and e.normalized_email_address = claimed.normalized_email_address
           and not (e.confirmed or e.institution_managed);

        perform public.choose_primary_email_address(other);
      end loop;
    end if;

    insert into public.user_email_withdrawals as w (
      normalized_email_address,
      entered_before,
      due_at)
    select claimed.normalized_email_address,
           claimed.updated_at,
           '-infinity'
     where exists (
             select
               from public.user_email_addresses e
              where e.normalized_email_address = claimed.normalized_email_address
                and not (e.confirmed or e.institution_managed)
                and e.user_id <> claimed.user_id)
        on conflict on constraint user_email_withdrawals_pkey
        do update
              set entered_before = greatest(w.entered_before, excluded.entered_before),
                  due_at = excluded.due_at;
  end loop;

  return null;
end
$function$
