-- Forward what is written to the addresses.
--
-- Why     New releases write the addresses, and old releases and raw SQL read the column.
-- Phase   expand. From here on every write of a primary address is in the column, too.
-- Locks   share row exclusive on user_email_addresses: its writers wait, its readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V18.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

select ${schema}.require_conditions_of_the_move(
         $condition$ ${legacy_confirmed} $condition$,
         $condition$ ${legacy_institution_managed} $condition$);

-- Null where the column allows it. Where it must be unique, too, no two blank texts may be the same.
create function ${schema}.empty_legacy_email_address(user_id bigint)
        returns text
       language sql
         stable
            set search_path = pg_catalog, ${schema}
as $$
  select case
           when not a.attnotnull
           then null
           when exists (
                  select
                    from pg_index i
                   where i.indrelid = a.attrelid
                     and i.indisunique
                     and (   a.attnum = any(i.indkey)
                          or i.indexprs is not null))
           then translate(ltrim(user_id::bit(64)::text, '0'), '01', E' \t')
           else ''
         end
    from pg_attribute a
   where a.attrelid = '${schema}.${users_table}'::regclass
     and a.attname = '${legacy_column}'
$$;

comment on function ${schema}.empty_legacy_email_address(bigint) is
'What stands in the legacy column of a user without an address: null, or blank if it must not be null. pii=none';

create function ${schema}.forward_primary_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
declare
  written text;
begin
  begin
    update ${schema}.${users_table} as u
       set ${legacy_column} = new.email_address
     where u.${users_key} = new.user_id
       and u.${legacy_column}::text collate "C" is distinct from new.email_address
    returning u.${legacy_column}
      into written;
  exception
    when unique_violation then
      perform ${schema}.take_legacy_email_address(new.email_address, new.user_id);

      update ${schema}.${users_table} as u
         set ${legacy_column} = new.email_address
       where u.${users_key} = new.user_id
      returning u.${legacy_column}
        into written;
  end;

  -- A trigger of the application's on users has the last word.
  if written <> new.email_address then
    perform ${schema}.keep_legacy_email_address(new.user_id, true, false, false);
  end if;

  return null;
end
$$;

comment on function ${schema}.forward_primary_email_address() is
'Trigger: keeps the legacy column in step with the primary address. pii=none';

revoke execute
    on function ${schema}.forward_primary_email_address()
  from public;

-- Where the column is unique: who gave the address away in this transaction has it there until the
-- commit. Who is not copied yet, or waits for the address, did not give it away.
create function ${schema}.take_legacy_email_address(taken text, taker_id bigint)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
begin
  update ${schema}.${users_table} as u
     set ${legacy_column} = ${schema}.empty_legacy_email_address(u.${users_key})
   where u.${legacy_column} = taken
     and u.${users_key} <> taker_id
     and not exists (
           select
             from ${schema}.user_email_addresses e
            where e.user_id = u.${users_key}
              and e.primary
              and e.email_address = taken)
     and not exists (
           select
             from ${schema}.user_email_legacy_conflicts c
            where c.user_id = u.${users_key})
     and exists (
           select
             from ${schema}.user_email_move m
            where m.finished_at is not null
               or u.${users_key} <= m.cursor_id
               or u.${users_key} > m.upper_id);

  if not found then
    -- Without the server's detail, which has the address.
    raise exception 'another user has this address in ${users_table}.${legacy_column}, which is unique'
      using errcode = 'unique_violation',
            schema = '${schema}',
            table = 'user_email_addresses',
            constraint = 'user_email_addresses_claimed_normalized_email_address_key';
  end if;
end
$$;

comment on function ${schema}.take_legacy_email_address(text, bigint) is
'Empties the legacy column of the user who gave an address away in this transaction; fails if there is none. pii=none';

revoke execute
    on function ${schema}.take_legacy_email_address(text, bigint)
  from public;

-- At commit: a primary address is changed in two statements, and nobody may see the column empty in
-- between. What the legacy side says and could not be kept is not touched.
create function ${schema}.clear_legacy_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
begin
  update ${schema}.${users_table} as u
     set ${legacy_column} = ${schema}.empty_legacy_email_address(u.${users_key})
   where u.${users_key} = old.user_id
     and u.${legacy_column}::text collate "C" = old.email_address
     and not exists (
           select
             from ${schema}.user_email_addresses e
            where e.user_id = old.user_id
              and e.primary)
     and not exists (
           select
             from ${schema}.user_email_legacy_conflicts c
            where c.user_id = old.user_id);

  return null;
end
$$;

comment on function ${schema}.clear_legacy_email_address() is
'Trigger: empties the legacy column of a user whose last address went. pii=none';

revoke execute
    on function ${schema}.clear_legacy_email_address()
  from public;

-- For a user who is to be forgotten: perhaps not copied yet, or in conflict, and so without an address
-- whose going would clear the column.
create function ${schema}.forget_legacy_email_address(forgotten_id bigint)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
begin
  update ${schema}.${users_table} as u
     set ${legacy_column} = ${schema}.empty_legacy_email_address(u.${users_key})
   where u.${users_key} = forgotten_id
     and u.${legacy_column}::text collate "C" ~ '[^[:space:]]';
end
$$;

comment on function ${schema}.forget_legacy_email_address(bigint) is
'Empties the legacy column of a user who is to be forgotten. pii=none';

revoke execute
    on function ${schema}.forget_legacy_email_address(bigint)
  from public;

create function ${schema}.free_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
begin
  perform ${schema}.settle_legacy_conflicts(old.normalized_email_address);

  return null;
end
$$;

comment on function ${schema}.free_email_address() is
'Trigger: whoever waits for an address that became free gets it. pii=none';

revoke execute
    on function ${schema}.free_email_address()
  from public;

do $$
begin
  if exists (select from ${schema}.user_email_move m where m.finished_at is null) then
    create trigger user_email_addresses_forward_primary_after_insert
     after insert
        on ${schema}.user_email_addresses
       for each row
      when (new.primary)
    execute function ${schema}.forward_primary_email_address();

    create trigger user_email_addresses_forward_primary_after_update
     after update
        on ${schema}.user_email_addresses
       for each row
      when (    new.primary
            and (   not old.primary
                 or old.email_address <> new.email_address
                 or old.user_id <> new.user_id))
    execute function ${schema}.forward_primary_email_address();

    create constraint trigger user_email_addresses_clear_legacy_after_delete
        after delete
           on ${schema}.user_email_addresses
              deferrable initially deferred
     for each row
         when (old.primary)
      execute function ${schema}.clear_legacy_email_address();

    create constraint trigger user_email_addresses_clear_legacy_after_update
        after update
           on ${schema}.user_email_addresses
              deferrable initially deferred
     for each row
         when (    old.primary
               and (   not new.primary
                    or old.user_id <> new.user_id))
      execute function ${schema}.clear_legacy_email_address();

    create trigger user_email_addresses_settle_conflicts_after_delete
     after delete
        on ${schema}.user_email_addresses
       for each row
      when (old.confirmed or old.institution_managed)
    execute function ${schema}.free_email_address();

    create trigger user_email_addresses_settle_conflicts_after_update
     after update
        on ${schema}.user_email_addresses
       for each row
      when (    (old.confirmed or old.institution_managed)
            and (   old.normalized_email_address <> new.normalized_email_address
                 or not (new.confirmed or new.institution_managed)))
    execute function ${schema}.free_email_address();

    create trigger user_email_addresses_refuse_truncate_while_forwarding
    before truncate
        on ${schema}.user_email_addresses
       for each statement
    execute function ${schema}.refuse_truncate_while_forwarding();

    comment on trigger user_email_addresses_forward_primary_after_insert
         on ${schema}.user_email_addresses is
    'The legacy column says where the user wants mail.';
    comment on trigger user_email_addresses_forward_primary_after_update
         on ${schema}.user_email_addresses is
    'The legacy column says where the user wants mail.';
    comment on trigger user_email_addresses_clear_legacy_after_delete
         on ${schema}.user_email_addresses is
    'The legacy column is empty for a user without addresses.';
    comment on trigger user_email_addresses_clear_legacy_after_update
         on ${schema}.user_email_addresses is
    'The legacy column is empty for a user without addresses.';
    comment on trigger user_email_addresses_settle_conflicts_after_delete
         on ${schema}.user_email_addresses is
    'Whoever waits for an address gets it when it is free.';
    comment on trigger user_email_addresses_settle_conflicts_after_update
         on ${schema}.user_email_addresses is
    'Whoever waits for an address gets it when it is free.';
    comment on trigger user_email_addresses_refuse_truncate_while_forwarding
         on ${schema}.user_email_addresses is
    'Neither side is emptied alone.';

    -- Several users may have one unconfirmed text in the column. Taking the row from those who did not
    -- prove it would empty the column for them.
    alter table ${schema}.user_email_addresses
        disable trigger user_email_addresses_withdraw_entered_after_insert;
    alter table ${schema}.user_email_addresses
        disable trigger user_email_addresses_withdraw_entered_after_update;

    -- For new releases that read before the backfill is done: who has no address yet, has the legacy one.
    -- Not what another user has claimed.
    create view ${schema}.user_email_addresses_with_legacy as
    select e.id,
           e.user_id,
           e.email_address,
           e.normalized_email_address,
           e.primary,
           e.confirmed,
           e.institution_managed,
           e.institution_id,
           e.confirmed_at,
           e.created_at,
           e.updated_at
      from ${schema}.user_email_addresses e
     union all
    select - l.id,
           l.id,
           l.address,
           l.key,
           true,
           l.confirmed,
           l.institution_managed,
           null,
           null,
           timestamptz 'epoch',
           timestamptz 'epoch'
      from (
             select u.${users_key} as id,
                    u.${legacy_column}::text collate "C" as address,
                    ${schema}.normalized_email_address(u.${legacy_column}) collate "C" as key,
                    coalesce((${legacy_confirmed}), false) as confirmed,
                    coalesce((${legacy_institution_managed}), false) as institution_managed
               from ${schema}.${users_table} u
              where u.${legacy_column}::text collate "C" ~ '[^[:space:]]'
           ) l
     where not exists (
             select
               from ${schema}.user_email_addresses e
              where e.user_id = l.id)
       and not exists (
             select
               from ${schema}.user_email_legacy_conflicts c
              where c.user_id = l.id)
       and not exists (
             select
               from ${schema}.user_email_addresses o
              where o.normalized_email_address = l.key
                and (o.confirmed or o.institution_managed));

    comment on view ${schema}.user_email_addresses_with_legacy is
    'One row for each address of a user, with the legacy one for users who are not copied yet. For releases that read before the backfill is done. pii=direct';
  end if;
end
$$;
