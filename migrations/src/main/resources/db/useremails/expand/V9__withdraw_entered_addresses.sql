-- Take an address from those who merely entered it, when it turns out to be somebody else's.
--
-- Why     Once an address belongs to a user, the rows of others are mistakes or attempts.
-- Phase   expand.
-- Locks   share row exclusive on user_email_addresses: its writers wait, its readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V9.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Any number of users may have entered an address, and its owner does not wait until all of them have lost it.
create table ${schema}.user_email_withdrawals (
  -- what belongs to somebody
  normalized_email_address text        not null collate "C",

  -- what goes, and when to look
  entered_before           timestamptz not null,
  due_at                   timestamptz not null,

  constraint user_email_withdrawals_pkey
     primary key (normalized_email_address)
);

create index user_email_withdrawals_due_at_idx
    on ${schema}.user_email_withdrawals (due_at);

comment on table ${schema}.user_email_withdrawals is
'Addresses of which a sweep has to look for rows of users who merely entered them: one row for each address. pii=direct';
comment on column ${schema}.user_email_withdrawals.normalized_email_address is
'The key of equality of the address. pii=direct';
comment on column ${schema}.user_email_withdrawals.entered_before is
'Rows from before go at once; -infinity where there are none. What was entered later goes when it is too old. pii=none';
comment on column ${schema}.user_email_withdrawals.due_at is
'When the oldest of the rows was entered; -infinity where some go at once. pii=none';
comment on index ${schema}.user_email_withdrawals_due_at_idx is
'Where a sweep begins.';

-- A bounded number of users for each address, since this is the transaction of the owner. Users who are being
-- changed at this moment are passed over: waiting for them, while they wait for the same address, would be a
-- deadlock. A row that stays finds nobody, and a sweep takes it.
-- Once for each statement, behind the trigger that records it: what is withdrawn comes later in the history, also
-- where the statement has changed the same row.
create function ${schema}.withdraw_entered_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
as $$
declare
  claims  ${schema}.user_email_addresses[];
  claimed ${schema}.user_email_addresses;
  other   bigint;
begin
  -- Nearly always there is nobody, and one lookup for each address shows it.
  claims := array(
    select a
      from addresses_after a
     where (a.confirmed or a.institution_managed)
       and exists (
             select
               from ${schema}.user_email_addresses e
              where e.normalized_email_address = a.normalized_email_address
                and not (e.confirmed or e.institution_managed)));

  -- What belonged to the user already is not a claim.
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
    -- While the move goes on, an address may be all that the column of a user says. A sweep after it takes it.
    if to_regclass('${schema}.user_email_addresses_with_legacy') is null then
      for other in
        select u.${users_key}
          from ${schema}.${users_table} u
         where u.${users_key} = any(array(
                 select e.user_id
                   from ${schema}.user_email_addresses e
                  where e.normalized_email_address = claimed.normalized_email_address
                    and not (e.confirmed or e.institution_managed)
                    and e.user_id <> claimed.user_id
                  limit 10))
         order by u.${users_key}
           for no key update
          skip locked
      loop
        delete
          from ${schema}.user_email_addresses e
         where e.user_id = other
           and e.normalized_email_address = claimed.normalized_email_address
           and not (e.confirmed or e.institution_managed);

        perform ${schema}.choose_primary_email_address(other);
      end loop;
    end if;

    insert into ${schema}.user_email_withdrawals as w (
      normalized_email_address,
      entered_before,
      due_at)
    select claimed.normalized_email_address,
           claimed.updated_at,
           '-infinity'
     where exists (
             select
               from ${schema}.user_email_addresses e
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
$$;

comment on function ${schema}.withdraw_entered_email_address() is
'Trigger: when an address comes to belong to a user, the unconfirmed rows of others go, ten at once and the rest with a sweep; during a move all with the sweep after it. pii=none';

-- Whoever may execute it could put it on a table of their own, and write here with the rights of its
-- owner. Firing needs no such right.
revoke execute
    on function ${schema}.withdraw_entered_email_address()
  from public;

-- A primary address does not go with age alone, since its user is written to there. One that belongs to somebody
-- else does.
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
'Trigger: an unconfirmed primary address that belongs to somebody else is left to the sweep. pii=none';

revoke execute
    on function ${schema}.note_entered_primary_email_address()
  from public;

-- The rule by which a user stays reachable, in the one place where SQL needs it.
create function ${schema}.choose_primary_email_address(user_id bigint)
        returns void
       language sql
            set search_path = pg_catalog, pg_temp
            set row_security = off
begin atomic
  update ${schema}.user_email_addresses as e
     set "primary" = true
   where e.id = (
           select c.id
             from ${schema}.user_email_addresses c
            where c.user_id = choose_primary_email_address.user_id
            order by c.confirmed or c.institution_managed desc,
                     c.confirmed desc,
                     c.confirmed_at asc nulls last,
                     c.id
            limit 1)
     and not exists (
           select
             from ${schema}.user_email_addresses p
            where p.user_id = choose_primary_email_address.user_id
              and p.primary);
end;

comment on function ${schema}.choose_primary_email_address(bigint) is
'Gives a user who has addresses but no primary one a primary: the longest-confirmed, else an institution-managed one, else the oldest. Does nothing for others. pii=none';

revoke execute
    on function ${schema}.choose_primary_email_address(bigint)
  from public;

create trigger user_email_addresses_withdraw_entered_after_insert
 after insert
    on ${schema}.user_email_addresses
       referencing new table as addresses_after
   for each statement
execute function ${schema}.withdraw_entered_email_address();

create trigger user_email_addresses_withdraw_entered_after_update
 after update
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
                   new table as addresses_after
   for each statement
execute function ${schema}.withdraw_entered_email_address();

comment on trigger user_email_addresses_withdraw_entered_after_insert
     on ${schema}.user_email_addresses is
'An address that belongs to a user is nobody else''s, not even unconfirmed.';
comment on trigger user_email_addresses_withdraw_entered_after_update
     on ${schema}.user_email_addresses is
'An address that belongs to a user is nobody else''s, not even unconfirmed.';

create trigger user_email_addresses_note_entered_primary_after_insert
 after insert
    on ${schema}.user_email_addresses
   for each row
  when (    new.primary
        and not (new.confirmed or new.institution_managed))
execute function ${schema}.note_entered_primary_email_address();

create trigger user_email_addresses_note_entered_primary_after_update
 after update
    on ${schema}.user_email_addresses
   for each row
  when (    new.primary
        and not old.primary
        and not (new.confirmed or new.institution_managed))
execute function ${schema}.note_entered_primary_email_address();

comment on trigger user_email_addresses_note_entered_primary_after_insert
     on ${schema}.user_email_addresses is
'A primary address that is somebody else''s does not stay for ever.';
comment on trigger user_email_addresses_note_entered_primary_after_update
     on ${schema}.user_email_addresses is
'A primary address that is somebody else''s does not stay for ever.';

-- With the rights of its owner: whoever entered the address may belong to another tenant than its owner, as for the
-- trigger above.
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
  -- While the move goes on, an address may be all that the column of a user says.
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

    -- It may belong to nobody by now, and then it is anybody's to confirm.
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

    -- What was passed over keeps the note. Of what is too young, only a primary address needs it.
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
'Takes addresses from users who merely entered what belongs to somebody else, also primary ones, at most the given number. pii=direct';

revoke execute
    on function ${schema}.withdraw_noted_email_addresses(timestamptz, integer)
  from public;

-- With the rights and the policies of the caller. Users who are being changed at this moment are passed over.
create function ${schema}.sweep_entered_email_addresses(too_old timestamptz, most integer)
        returns table (
          user_id                  bigint,
          email_address            text,
          normalized_email_address text,
          was_primary              boolean,
          primary_email_address    text)
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
#variable_conflict use_column
declare
  swept integer;
begin
  -- Locked within the limit and not after it, so that those who are passed over leave their place to others.
  return query
    with stale as materialized (
           select e.id
             from ${schema}.user_email_addresses e
             join ${schema}.${users_table} u
               on u.${users_key} = e.user_id
            where not (e.confirmed or e.institution_managed)
              and not e.primary
              and e.created_at < too_old
            order by e.created_at
            limit most
              for no key update of u
             skip locked)
  delete
    from ${schema}.user_email_addresses as e
   where e.id = any(array(
           select s.id
             from stale s))
     -- Once more, as the row is now: it may have been confirmed since.
     and not (e.confirmed or e.institution_managed)
     and not e.primary
  returning e.user_id,
            e.email_address::text,
            e.normalized_email_address::text,
            false,
            null::text;

  get diagnostics swept = row_count;

  if swept < most then
    return query
    select w.user_id,
           w.email_address,
           w.normalized_email_address,
           w.was_primary,
           w.primary_email_address
      from ${schema}.withdraw_noted_email_addresses(too_old, most - swept) w;
  end if;
end
$$;

comment on function ${schema}.sweep_entered_email_addresses(timestamptz, integer) is
'Takes addresses that nobody confirmed in time, and what belongs to somebody else: at most the given number. One row for each, with where mail goes then, if that has changed. pii=direct';

revoke execute
    on function ${schema}.sweep_entered_email_addresses(timestamptz, integer)
  from public;
