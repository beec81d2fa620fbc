CREATE OR REPLACE FUNCTION public.withdraw_noted_email_addresses(too_old timestamp with time zone, most integer)
 RETURNS TABLE(user_id bigint, email_address text, normalized_email_address text, was_primary boolean, primary_email_address text)
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
#variable_conflict use_column
declare
  noted    record;
  other    record;
  owner_id bigint;
  taken    integer := 0;
begin
  -- During the move, the address may be the only value in a user's legacy column.
  if to_regclass('public.user_email_addresses_with_legacy') is not null then
    return;
  end if;

  for noted in
    select w.normalized_email_address,
           w.entered_before
      from public.user_email_withdrawals w
     where w.due_at < too_old
     order by w.due_at
     limit most
       for update
      skip locked
  loop
    owner_id := (
      select e.user_id
        from public.user_email_addresses e
       where e.normalized_email_address = noted.normalized_email_address
         and (e.confirmed or e.institution_managed));

    -- If the owner has lost the address since, any user may confirm it.
    if owner_id is not null then
      for other in
        select e.id,
               e.user_id,
               e.email_address,
               e.primary
          from public.user_email_addresses e
          join public.users u
            on u.id = e.user_id
         where e.normalized_email_address = noted.normalized_email_address
           and not (e.confirmed or e.institution_managed)
           and e.created_at < greatest(too_old, noted.entered_before)
         limit most - taken
           for no key update of u
          skip locked
      loop
        delete
          from public.user_email_addresses e
         where e.id = other.id
           and e.normalized_email_address = noted.normalized_email_address
           and not (e.confirmed or e.institution_managed);

        if found then
          perform public.choose_primary_email_address(other.user_id);

          taken := taken + 1;
          user_id := other.user_id;
          email_address := other.email_address;
          normalized_email_address := noted.normalized_email_address;
          was_primary := other.primary;
          primary_email_address := (
            select p.email_address
              from public.user_email_addresses p
             where p.user_id = other.user_id
               and p.primary);
          return next;
        end if;
      end loop;
    end if;

    -- Keep the note for skipped rows. Of rows that are too young, only primary addresses need it.
    if owner_id is null
       or not exists (
              select
                from public.user_email_addresses e
               where e.normalized_email_address = noted.normalized_email_address
                 and not (e.confirmed or e.institution_managed)
                 and e.created_at < greatest(too_old, noted.entered_before)) then
      update public.user_email_withdrawals as w
         set entered_before = '-infinity',
             due_at = p.created_at
        from (
               select e.created_at
                 from public.user_email_addresses e
                where e.normalized_email_address = noted.normalized_email_address
                  and not (e.confirmed or e.institution_managed)
                  and e.primary
                  and owner_id is not null
                limit 1) p
       where w.normalized_email_address = noted.normalized_email_address;

      if not found then
        delete
          from public.user_email_withdrawals w
         where w.normalized_email_address = noted.normalized_email_address;
      end if;
    end if;

    exit when taken = most;
  end loop;
end
$function$
