CREATE OR REPLACE FUNCTION public.keep_legacy_email_address(changed_id bigint, address_changed boolean, confirmed_changed boolean, managed_changed boolean)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  kept         public.users;
  address      text;
  key          text;
  is_confirmed boolean;
  is_managed   boolean;
  proved_at    timestamptz;
  mine         public.user_email_addresses;
  other        public.user_email_addresses;
  problem      text;
  broken_table text;
  broken       text;
begin
  select u.*
    into kept
    from public.users u
   where u.id = changed_id;

  select e.*
    into mine
    from public.user_email_addresses e
   where e.user_id = changed_id
     and e.primary;

  if not public.is_blank_email_address(kept.email_address) then
    address := kept.email_address;
    key := public.normalized_email_address(address);
    is_confirmed := public.legacy_email_is_confirmed(kept);
    is_managed := public.legacy_email_is_institution_managed(kept);
    proved_at := public.legacy_email_confirmed_at(kept);
  end if;

  -- The statement did not write the column, and both sides differ: one of them is not filled yet.
  if not address_changed
     and (   address is null
          or mine.normalized_email_address <> key)
  then
    return;
  end if;

  if octet_length(key) > 2000 then
    -- A btree index has no room for a longer key.
    problem := 'cannot_be_kept';
  elsif address is not null then
    begin
      -- Stored as a further address if the user may have several.
      select e.*
        into other
        from public.user_email_addresses e
       where e.user_id = changed_id
         and e.normalized_email_address = key
         and not e.primary;

      if other.id is not null
         or mine.normalized_email_address <> key
            and exists (
                  select
                    from public.user_email_addresses e
                   where e.user_id = changed_id
                     and not e.primary)
      then
        update public.user_email_addresses as e
           set "primary" = false,
               updated_at = now()
         where e.id = mine.id;
        mine := other;
      end if;

      if mine.normalized_email_address = key then
        -- The addresses know better what the address is to the user. A flag of the row counts only if this statement
        -- changed it.
        is_confirmed := case when confirmed_changed then is_confirmed else mine.confirmed end;
        is_managed := case when managed_changed then is_managed else mine.institution_managed end;
      else
        mine.confirmed_at := null;
        mine.institution_id := null;
      end if;

      if mine.id is null then
        insert into public.user_email_addresses (
          user_id,
          email_address,
          normalized_email_address,
          "primary",
          confirmed,
          institution_managed,
          confirmed_at,
          created_at)
        values (
          changed_id,
          address,
          key,
          true,
          is_confirmed,
          is_managed,
          case when is_confirmed then proved_at end,
          coalesce(public.legacy_email_created_at(kept), now()));
      else
        update public.user_email_addresses as e
           set email_address = address,
               normalized_email_address = key,
               "primary" = true,
               confirmed = is_confirmed,
               institution_managed = is_managed,
               institution_id = case when is_managed then mine.institution_id end,
               confirmed_at = case when is_confirmed then coalesce(mine.confirmed_at, proved_at) end,
               updated_at = now()
         where e.id = mine.id
           and (   e.email_address <> address
                or not e.primary
                or e.confirmed <> is_confirmed
                or e.institution_managed <> is_managed);
      end if;
    exception
      when unique_violation or check_violation then
        get stacked diagnostics
          broken_table = table_name,
          broken = constraint_name;

        -- A constraint broken by a trigger of the application is not a conflict of the move.
        if broken_table <> 'user_email_addresses' then
          raise;
        end if;

        problem := case
                     when broken = 'user_email_addresses_claimed_normalized_email_address_key'
                     then 'belongs_to_another_user'
                     else 'cannot_be_kept'
                   end;
      when lock_not_available or deadlock_detected then
        problem := 'is_being_changed';
    end;
  end if;

  -- A user with further addresses, after the column was brought back, keeps them: choosing a new primary would
  -- write a different address into the column.
  if address is null
     or problem is not null
        and not exists (
              select
                from public.user_email_addresses e
               where e.user_id = changed_id
                 and not e.primary)
  then
    begin
      delete
        from public.user_email_addresses e
       where e.user_id = changed_id
         and e.primary;

      perform public.choose_primary_email_address(changed_id);
    exception
      -- Another transaction changes the address without locking the user. Its write is forwarded later.
      when lock_not_available or deadlock_detected then
        problem := 'is_being_changed';
    end;
  end if;

  if problem is null then
    delete
      from public.user_email_legacy_conflicts c
     where c.user_id = changed_id;
  else
    insert into public.user_email_legacy_conflicts as c (
      user_id,
      normalized_email_address,
      reason,
      detected_at)
    values (
      changed_id,
      coalesce(key, ''),
      problem,
      now())
        on conflict on constraint user_email_legacy_conflicts_pkey
        do update
       set normalized_email_address = excluded.normalized_email_address,
           reason = excluded.reason,
           -- An acceptance is valid only for the same address.
           accepted_at = case when excluded.normalized_email_address = c.normalized_email_address then c.accepted_at end,
           accepted_by = case when excluded.normalized_email_address = c.normalized_email_address then c.accepted_by end,
           accepted_because = case when excluded.normalized_email_address = c.normalized_email_address then c.accepted_because end;
  end if;
end
$function$
