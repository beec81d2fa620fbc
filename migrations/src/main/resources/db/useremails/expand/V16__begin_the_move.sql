-- Make ready to keep users.${legacy_column} and the addresses alike.
--
-- Why     Old and new releases of the application run side by side, and each must see what the other wrote.
-- Phase   expand. Nothing is forwarded yet. Does nothing of note where users has no such column.
-- Locks   share row exclusive on users, by the reference to it, and access exclusive on
--         user_email_addresses, for a constraint that is not validated.
-- Time    milliseconds; before the locks, one pass over the addresses. Gives up after the lock timeout,
--         which counts for both locks together; run it again.
-- Undo    docs/operations/undo/V16.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

-- Where the move stands. The table is there already where the column was dropped and is back.
create table if not exists ${schema}.user_email_move (
  only_one       boolean     not null default true,

  -- the backfill: which way, from where, to where, and what came of it
  from_addresses boolean     not null default false,
  cursor_id      bigint,
  upper_id       bigint,
  looked_at      bigint      not null default 0,
  copied         bigint      not null default 0,

  -- when
  started_at     timestamptz,
  finished_at    timestamptz,
  dropped_at     timestamptz,

  constraint user_email_move_pkey
     primary key (only_one),

  constraint user_email_move_has_one_row
       check (only_one)
);

comment on table ${schema}.user_email_move is
'Where the move from the legacy column stands: one row. pii=none';
comment on column ${schema}.user_email_move.only_one is
'Always true. pii=none';
comment on column ${schema}.user_email_move.from_addresses is
'Whether the backfill fills the column from the addresses, since the column was brought back; false where it fills the addresses. pii=none';
comment on column ${schema}.user_email_move.cursor_id is
'Up to which users.id the backfill has come; null before it begins. pii=none';
comment on column ${schema}.user_email_move.upper_id is
'Up to which users.id it goes, fixed when it begins: later users are forwarded when they are written. Null before it begins. pii=none';
comment on column ${schema}.user_email_move.looked_at is
'How many users the backfill has looked at: a number from 0. pii=none';
comment on column ${schema}.user_email_move.copied is
'How many addresses it has copied: a number from 0. pii=none';
comment on column ${schema}.user_email_move.started_at is
'When the backfill began, UTC; null before. pii=none';
comment on column ${schema}.user_email_move.finished_at is
'When the backfill ended, UTC; null before. pii=none';
comment on column ${schema}.user_email_move.dropped_at is
'When the legacy column was dropped, UTC; null before, and when it is back with its values. pii=none';

-- Without the column there is nothing to move. Where the column was dropped and is back, the addresses are
-- what counts, whatever was written to it meanwhile.
insert into ${schema}.user_email_move
default values
    on conflict on constraint user_email_move_pkey
    do nothing;

update ${schema}.user_email_move as m
   set from_addresses = m.dropped_at is not null,
       cursor_id = null,
       upper_id = null,
       looked_at = 0,
       copied = 0,
       started_at = null,
       finished_at = case
                       when not exists (
                              select
                                from pg_attribute a
                               where a.attrelid = '${schema}.${users_table}'::regclass
                                 and a.attname = '${legacy_column}'
                                 and not a.attisdropped)
                       then now()
                     end;

-- For steps that lock both tables: whoever comes behind them waits no longer than one lock timeout for both
-- locks together.
create function ${schema}.lock_within_one_timeout(tables text[], modes text[])
        returns void
       language plpgsql
            set search_path = pg_catalog, ${schema}
as $$
declare
  deadline constant timestamptz := clock_timestamp() + (
    select s.setting::integer * interval '1 millisecond'
      from pg_settings s
     where s.name = 'lock_timeout');
  wanted   record;
begin
  for wanted in
    select w.name,
           w.mode
      from unnest(tables, modes) as w (name, mode)
  loop
    perform set_config(
              'lock_timeout',
              greatest(1, floor(1000 * extract(epoch from deadline - clock_timestamp())))::text,
              true);
    execute format('lock table ${schema}.%I in %s mode', wanted.name, wanted.mode);
  end loop;
end
$$;

comment on function ${schema}.lock_within_one_timeout(text[], text[]) is
'Locks tables in their order, and gives up when all of them together have taken the lock timeout. pii=none';

revoke execute
    on function ${schema}.lock_within_one_timeout(text[], text[])
  from public;

-- Until the contract a user has one address, since the column can hold no more: so every step can be
-- taken back without a loss. All of a user's addresses are the primary one, of which there is one. Not
-- where users may have more already, since the column was brought back.
do $$
declare
  has_column constant boolean := exists (
    select
      from ${schema}.user_email_move m
     where m.finished_at is null);
  may_have_more constant boolean := exists (
    select
      from ${schema}.user_email_move m
     where m.from_addresses)
    or exists (
    select
      from ${schema}.user_email_addresses e
     where not e.primary);
begin
  if has_column and not may_have_more then
    perform ${schema}.lock_within_one_timeout(
              array['${users_table}', 'user_email_addresses'],
              array['share row exclusive', 'access exclusive']);

    -- Not valid: nobody waits for a pass over the table, which was looked through above.
    alter table ${schema}.user_email_addresses
      add constraint user_email_addresses_one_address_until_contract
    check ("primary")
      not valid;

    comment on constraint user_email_addresses_one_address_until_contract
         on ${schema}.user_email_addresses is
    'A user has one address until the legacy column is dropped.';
  end if;
end
$$;

-- What the legacy column says and the addresses cannot: a legacy write must not start to fail because
-- an address belongs to somebody else.
create table ${schema}.user_email_legacy_conflicts (
  user_id                  bigint      not null,

  -- what is in the way
  normalized_email_address text        not null collate "C",
  reason                   text        not null,

  -- bookkeeping
  detected_at              timestamptz not null,

  constraint user_email_legacy_conflicts_pkey
     primary key (user_id),

  constraint user_email_legacy_conflicts_reason_is_known
       check (reason in ('belongs_to_another_user',
                         'is_being_changed',
                         'cannot_be_kept')),

  constraint user_email_legacy_conflicts_user_id_fkey
     foreign key (user_id)
  references ${schema}.${users_table} (${users_key})
          on delete cascade
);

-- Whose turn it is when an address becomes free. Hashed, since a legacy text may be longer than a key
-- of an ordered index.
create index user_email_legacy_conflicts_normalized_email_address_idx
    on ${schema}.user_email_legacy_conflicts
 using hash (normalized_email_address);

comment on table ${schema}.user_email_legacy_conflicts is
'Users whose legacy address could not be kept: one row for each. Gone when the legacy value is mended or the address becomes free. pii=direct';
comment on column ${schema}.user_email_legacy_conflicts.user_id is
'The user: users.id. pii=indirect';
comment on column ${schema}.user_email_legacy_conflicts.normalized_email_address is
'The key of equality of what the legacy column says. pii=direct';
comment on column ${schema}.user_email_legacy_conflicts.reason is
'belongs_to_another_user: another user has claimed the address. is_being_changed: somebody was changing the address for long. cannot_be_kept: the text is too long, or breaks another rule. pii=none';
comment on column ${schema}.user_email_legacy_conflicts.detected_at is
'When it was found, UTC. pii=none';

-- What a row of users says besides the address, by the expressions that were given to the migrations.
-- Called with the rights of the owner only, so they may read tables that the writer may not.
create function ${schema}.legacy_email_is_confirmed(u ${schema}.${users_table})
        returns boolean
       language plpgsql
         stable
            set search_path = pg_catalog, ${schema}
as $$
begin
  return coalesce(( ${legacy_confirmed} ), false);
end
$$;

comment on function ${schema}.legacy_email_is_confirmed(${schema}.${users_table}) is
'Whether the legacy address of a user counts as confirmed. pii=none';

create function ${schema}.legacy_email_is_institution_managed(u ${schema}.${users_table})
        returns boolean
       language plpgsql
         stable
            set search_path = pg_catalog, ${schema}
as $$
begin
  return coalesce(( ${legacy_institution_managed} ), false);
end
$$;

comment on function ${schema}.legacy_email_is_institution_managed(${schema}.${users_table}) is
'Whether the legacy address of a user counts as institution-managed. pii=none';

-- The later steps have the expressions in them, too, and must be given the same.
create function ${schema}.require_conditions_of_the_move(confirmed text, institution_managed text)
        returns void
       language plpgsql
         stable
            set search_path = pg_catalog, ${schema}
as $$
begin
  if exists (
       select
         from (
                values ('legacy_email_is_confirmed', confirmed),
                       ('legacy_email_is_institution_managed', institution_managed)) as c (name, condition)
         join pg_proc p
           on p.pronamespace = '${schema}'::regnamespace
          and p.proname = c.name
        where position(format('coalesce((%s), false)', c.condition) in p.prosrc) = 0) then
    raise exception 'the conditions are not those with which the move began'
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Give the same legacy_confirmed and legacy_institution_managed to every step, or take the steps back.';
  end if;
end
$$;

comment on function ${schema}.require_conditions_of_the_move(text, text) is
'Fails if the conditions on legacy addresses are others than at the beginning of the move. pii=none';

-- Makes the addresses of a user, whose row is locked, say what the row says. Verbatim: normalizing
-- would echo, and change what legacy users see. What the row says now: of several triggers on users, one
-- may have changed it since. Whoever calls it says by lock_timeout how long others are waited for.
create function ${schema}.keep_legacy_email_address(
          changed_id        bigint,
          address_changed   boolean,
          confirmed_changed boolean,
          managed_changed   boolean)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
declare
  kept         ${schema}.${users_table};
  address      text;
  key          text;
  is_confirmed boolean;
  is_managed   boolean;
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

  -- Without a backslash, which an old session may read as an escape.
  if kept.${legacy_column}::text collate "C" ~ '[^[:space:]]' then
    address := kept.${legacy_column};
    key := ${schema}.normalized_email_address(address);
    is_confirmed := ${schema}.legacy_email_is_confirmed(kept);
    is_managed := ${schema}.legacy_email_is_institution_managed(kept);
  end if;

  -- Nobody wrote the column, and it does not say what the addresses say: one of the two is still to be
  -- filled in.
  if not address_changed
     and (   address is null
          or mine.normalized_email_address <> key)
  then
    return;
  end if;

  if octet_length(key) > 2000 then
    -- An ordered index has no room for a longer one.
    problem := 'cannot_be_kept';
  elsif address is not null then
    begin
      -- As a further address of the user, where there may be several.
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
        -- The other side knows better what the address is to the user; only a change of what the row
        -- says of it counts.
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
          institution_managed)
        values (
          changed_id,
          address,
          key,
          true,
          is_confirmed,
          is_managed);
      else
        update ${schema}.user_email_addresses as e
           set email_address = address,
               normalized_email_address = key,
               "primary" = true,
               confirmed = is_confirmed,
               institution_managed = is_managed,
               institution_id = case when is_managed then mine.institution_id end,
               confirmed_at = case when is_confirmed then mine.confirmed_at end,
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

        -- What a trigger of the application's broke is not for us to settle.
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

  -- Who has more addresses, since the column was brought back, keeps them: to choose among them would
  -- write another one into the column.
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
      -- Somebody changes the row of the address without a lock of the user. What they write comes later.
      when lock_not_available or deadlock_detected then
        problem := 'is_being_changed';
    end;
  end if;

  if problem is null then
    delete
      from ${schema}.user_email_legacy_conflicts c
     where c.user_id = changed_id;
  else
    insert into ${schema}.user_email_legacy_conflicts (
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
           reason = excluded.reason;
  end if;
end
$$;

comment on function ${schema}.keep_legacy_email_address(bigint, boolean, boolean, boolean) is
'Brings the address of a user in step with the legacy column, or notes why that cannot be: after a change of the address, and of what the row says of it. The user is locked. pii=none';

revoke execute
    on function ${schema}.keep_legacy_email_address(bigint, boolean, boolean, boolean)
  from public;

-- An address has become free: whoever waits for it gets it, in the order of the ids. Whoever is being
-- changed at the moment is passed over, since waiting could deadlock, and can be retried.
create function ${schema}.settle_legacy_conflicts(freed text)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
            set lock_timeout = '${lock_timeout}'
as $$
declare
  waiting bigint;
begin
  for waiting in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} in (
             select c.user_id
               from ${schema}.user_email_legacy_conflicts c
              where c.normalized_email_address = freed)
     order by u.${users_key}
       for no key update
      skip locked
  loop
    perform ${schema}.keep_legacy_email_address(waiting, true, false, false);
  end loop;
end
$$;

comment on function ${schema}.settle_legacy_conflicts(text) is
'Tries once more to keep the legacy address of those who wait for one. pii=none';

revoke execute
    on function ${schema}.settle_legacy_conflicts(text)
  from public;

-- Whoever was passed over above, or was being changed, and whose obstacle is gone. Only they are locked,
-- and a bounded number of them: there may be very many conflicts.
create function ${schema}.retry_legacy_conflicts(batch integer default 1000)
        returns bigint
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
            set lock_timeout = '${lock_timeout}'
as $$
declare
  waiting bigint;
  settled bigint := 0;
begin
  for waiting in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} in (
             select c.user_id
               from ${schema}.user_email_legacy_conflicts c
              where octet_length(c.normalized_email_address) <= 2000
                and not exists (
                      select
                        from ${schema}.user_email_addresses o
                       where o.normalized_email_address = c.normalized_email_address
                         and (o.confirmed or o.institution_managed)
                         and o.user_id <> c.user_id))
     order by u.${users_key}
     limit batch
       for no key update
  loop
    perform ${schema}.keep_legacy_email_address(waiting, true, false, false);

    if not exists (
           select
             from ${schema}.user_email_legacy_conflicts c
            where c.user_id = waiting) then
      settled := settled + 1;
    end if;
  end loop;

  return settled;
end
$$;

comment on function ${schema}.retry_legacy_conflicts(integer) is
'Tries once more to keep legacy addresses that could not be kept and may be kept now, at most so many, and returns how many could. Locks the users concerned. pii=none';

revoke execute
    on function ${schema}.retry_legacy_conflicts(integer)
  from public;
