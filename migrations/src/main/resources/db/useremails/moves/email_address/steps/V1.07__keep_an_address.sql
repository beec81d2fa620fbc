-- Create the function that synchronizes the address of one user.
--
-- Why     One legacy value becomes one primary address, or a conflict.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Makes the addresses of a locked user match the user's row. The text is copied verbatim: a normalized copy would be
-- forwarded back and change what legacy users see. The row is read again, because another trigger on users may have
-- changed it. The caller's lock_timeout limits the wait for other transactions.
create function ${schema}.keep_legacy_email_address(
          changed_id        bigint,
          address_changed   boolean,
          confirmed_changed boolean,
          managed_changed   boolean)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  kept         ${schema}.${users_table};
  address      text;
  key          text;
  is_confirmed boolean;
  is_managed   boolean;
  proved_at    timestamptz;
  mine         ${schema}.user_email_addresses;
  other        ${schema}.user_email_addresses;
  problem      text;
  broken_table text;
  broken       text;
begin
  select u.*
    into kept
    from ${schema}.${users_table} u
   where u.${users_key} = changed_id;

  select e.*
    into mine
    from ${schema}.user_email_addresses e
   where e.user_id = changed_id
     and e.primary;

  if not ${schema}.is_blank_email_address(kept.${legacy_column}) then
    address := kept.${legacy_column};
    key := ${schema}.normalized_email_address(address);
    is_confirmed := ${schema}.legacy_email_is_confirmed(kept);
    is_managed := ${schema}.legacy_email_is_institution_managed(kept);
    proved_at := ${schema}.legacy_email_confirmed_at(kept);
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
        from ${schema}.user_email_addresses e
       where e.user_id = changed_id
         and e.normalized_email_address = key
         and not e.primary;

      if other.id is not null
         or mine.normalized_email_address <> key
            and exists (
                  select
                    from ${schema}.user_email_addresses e
                   where e.user_id = changed_id
                     and not e.primary)
      then
        update ${schema}.user_email_addresses as e
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
        insert into ${schema}.user_email_addresses (
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
          coalesce(${schema}.legacy_email_created_at(kept), now()));
      else
        update ${schema}.user_email_addresses as e
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
                from ${schema}.user_email_addresses e
               where e.user_id = changed_id
                 and not e.primary)
  then
    begin
      delete
        from ${schema}.user_email_addresses e
       where e.user_id = changed_id
         and e.primary;

      perform ${schema}.choose_primary_email_address(changed_id);
    exception
      -- Another transaction changes the address without locking the user. Its write is forwarded later.
      when lock_not_available or deadlock_detected then
        problem := 'is_being_changed';
    end;
  end if;

  if problem is null then
    delete
      from ${schema}.user_email_legacy_conflicts c
     where c.user_id = changed_id;
  else
    insert into ${schema}.user_email_legacy_conflicts as c (
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
$$;

comment on function ${schema}.keep_legacy_email_address(bigint, boolean, boolean, boolean) is
'Synchronizes the address of a locked user with the legacy column, or records a conflict; the flags tell which columns the statement changed. pii=none';

revoke execute
    on function ${schema}.keep_legacy_email_address(bigint, boolean, boolean, boolean)
  from public;
