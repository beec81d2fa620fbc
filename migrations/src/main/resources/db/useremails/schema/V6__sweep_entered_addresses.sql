-- Create the sweep of unconfirmed addresses.
--
-- Why     A claim withdraws at most ten addresses, so that its time is bounded. The sweep withdraws the rest.
-- Locks   share row exclusive on user_email_addresses: writers wait, readers do not.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Age alone does not remove a primary address, because its user receives mail there. A claim by another user does.
create function ${schema}.note_entered_primary_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  if exists (
       select
         from ${schema}.user_email_addresses e
        where e.normalized_email_address = new.normalized_email_address
          and (e.confirmed or e.institution_managed)
          and e.user_id <> new.user_id) then
    insert into ${schema}.user_email_withdrawals (
      normalized_email_address,
      entered_before,
      due_at)
    values (
      new.normalized_email_address,
      '-infinity',
      new.created_at)
        on conflict on constraint user_email_withdrawals_pkey
        do nothing;
  end if;

  return null;
end
$$;

comment on function ${schema}.note_entered_primary_email_address() is
'Trigger: leaves an unconfirmed primary address that belongs to another user to the sweep. pii=none';

revoke execute
    on function ${schema}.note_entered_primary_email_address()
  from public;

create trigger user_email_addresses_note_entered_primary_after_insert
 after insert
    on ${schema}.user_email_addresses
   for each row
  when (    new.primary
        and not (new.confirmed or new.institution_managed))
execute function ${schema}.note_entered_primary_email_address();

comment on trigger user_email_addresses_note_entered_primary_after_insert
     on ${schema}.user_email_addresses is
'An unconfirmed primary address that belongs to another user does not stay forever.';

create trigger user_email_addresses_note_entered_primary_after_update
 after update
    on ${schema}.user_email_addresses
   for each row
  when (    new.primary
        and not old.primary
        and not (new.confirmed or new.institution_managed))
execute function ${schema}.note_entered_primary_email_address();

comment on trigger user_email_addresses_note_entered_primary_after_update
     on ${schema}.user_email_addresses is
'An unconfirmed primary address that belongs to another user does not stay forever.';

-- Security definer: the users with the unconfirmed rows may belong to another tenant, as with the trigger function
-- withdraw_entered_email_address().
create function ${schema}.withdraw_noted_email_addresses(too_old timestamptz, most integer)
        returns table (
          user_id                  bigint,
          email_address            text,
          normalized_email_address text,
          was_primary              boolean,
          primary_email_address    text)
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
#variable_conflict use_column
declare
  noted    record;
  other    record;
  owner_id bigint;
  taken    integer := 0;
begin
  -- During the move, the address may be the only value in a user's legacy column.
  if to_regclass('${schema}.user_email_addresses_with_legacy') is not null then
    return;
  end if;

  for noted in
    select w.normalized_email_address,
           w.entered_before
      from ${schema}.user_email_withdrawals w
     where w.due_at < too_old
     order by w.due_at
     limit most
       for update
      skip locked
  loop
    owner_id := (
      select e.user_id
        from ${schema}.user_email_addresses e
       where e.normalized_email_address = noted.normalized_email_address
         and (e.confirmed or e.institution_managed));

    -- If the owner has lost the address since, any user may confirm it.
    if owner_id is not null then
      for other in
        select e.id,
               e.user_id,
               e.email_address,
               e.primary
          from ${schema}.user_email_addresses e
          join ${schema}.${users_table} u
            on u.${users_key} = e.user_id
         where e.normalized_email_address = noted.normalized_email_address
           and not (e.confirmed or e.institution_managed)
           and e.created_at < greatest(too_old, noted.entered_before)
         limit most - taken
           for no key update of u
          skip locked
      loop
        delete
          from ${schema}.user_email_addresses e
         where e.id = other.id
           and e.normalized_email_address = noted.normalized_email_address
           and not (e.confirmed or e.institution_managed);

        if found then
          perform ${schema}.choose_primary_email_address(other.user_id);

          taken := taken + 1;
          user_id := other.user_id;
          email_address := other.email_address;
          normalized_email_address := noted.normalized_email_address;
          was_primary := other.primary;
          primary_email_address := (
            select p.email_address
              from ${schema}.user_email_addresses p
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
                from ${schema}.user_email_addresses e
               where e.normalized_email_address = noted.normalized_email_address
                 and not (e.confirmed or e.institution_managed)
                 and e.created_at < greatest(too_old, noted.entered_before)) then
      update ${schema}.user_email_withdrawals as w
         set entered_before = '-infinity',
             due_at = p.created_at
        from (
               select e.created_at
                 from ${schema}.user_email_addresses e
                where e.normalized_email_address = noted.normalized_email_address
                  and not (e.confirmed or e.institution_managed)
                  and e.primary
                  and owner_id is not null
                limit 1) p
       where w.normalized_email_address = noted.normalized_email_address;

      if not found then
        delete
          from ${schema}.user_email_withdrawals w
         where w.normalized_email_address = noted.normalized_email_address;
      end if;
    end if;

    exit when taken = most;
  end loop;
end
$$;

comment on function ${schema}.withdraw_noted_email_addresses(timestamptz, integer) is
'Withdraws unconfirmed addresses that belong to another user, primary ones included, up to the given number. pii=direct';

revoke execute
    on function ${schema}.withdraw_noted_email_addresses(timestamptz, integer)
  from public;
