-- Forward what is written to the addresses.
--
-- Why     New releases write the addresses, and old releases and raw SQL read the column.
-- Phase   expand. From here on every write of a primary address is in the column, too.
-- Locks   share row exclusive on user_email_addresses: its writers wait, its readers do not. Row exclusive on
--         users, for which nobody waits.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V18.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

select ${schema}.require_conditions_of_the_move(
         $condition$ ${legacy_confirmed} $condition$,
         $condition$ ${legacy_institution_managed} $condition$,
         $condition$ ${legacy_confirmed_at} $condition$,
         $condition$ ${legacy_created_at} $condition$);

-- Null where the column allows it. Where it must be unique, too, no two blank texts may be the same.
create function ${schema}.empty_legacy_email_address(user_id bigint)
        returns text
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
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

-- The one place that writes the column, and with it what the row says of the address, where there are
-- assignments for that. Their names are those of the parameters; columns are those of u.
do $create$
declare
  assignments constant text := btrim($assignments$ ${legacy_assignments} $assignments$);
  differs     constant text := case
                                 when assignments = '' then ''
                                 else $differs$
          or ${schema}.legacy_email_is_confirmed(u) <> %1$sconfirmed
          or ${schema}.legacy_email_is_institution_managed(u) <> %1$sinstitution_managed$differs$
                               end;
begin
  execute replace(replace($function$
create function ${schema}.write_legacy_email_address(
          changed_id          bigint,
          email_address       text,
          confirmed           boolean,
          confirmed_at        timestamptz,
          institution_managed boolean,
          institution_id      bigint)
        returns text
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
#variable_conflict use_variable
declare
  written text;
begin
  update /* useremails */ ${schema}.${users_table} as u
     set ${legacy_column} = email_address/* assignments */
   where u.${users_key} = changed_id
     and (   u.${legacy_column}::text collate "C" is distinct from email_address/* differs */)
  returning u.${legacy_column}
    into written;

  return written;
end
$$
$function$,
    '/* assignments */', case when assignments = '' then '' else E',\n         ' || assignments end),
    '/* differs */', format(differs, ''));

  -- Once for each statement. What came from the column is there already, and to see that takes no subtransaction.
  -- No nested loop, which may be planned for one row and then meet many, can do a full join.
  execute replace($function$
create function ${schema}.forward_primary_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set jit = off
as $$
declare
  primaries ${schema}.user_email_addresses[];
  e         ${schema}.user_email_addresses;
  written   text;
begin
  if tg_op = 'INSERT' then
    primaries := array(
      select row(a.*)::${schema}.user_email_addresses
        from addresses_after a
       cross
        join lateral (
               select
                 from ${schema}.${users_table} u
                where u.${users_key} = a.user_id
                  and (   u.${legacy_column}::text collate "C" is distinct from a.email_address/* differs */)
                limit 1) u
       where a.primary
       order by a.user_id);
  else
    primaries := array(
      select row(a.*)::${schema}.user_email_addresses
        from addresses_before b
        full
        join addresses_after a
          on a.id = b.id
         and a.user_id = b.user_id
       cross
        join lateral (
               select
                 from ${schema}.${users_table} u
                where u.${users_key} = a.user_id
                  and (   u.${legacy_column}::text collate "C" is distinct from a.email_address/* differs */)
                limit 1) u
       where coalesce(a.primary, false)
         and (b.primary, b.email_address, b.confirmed, b.institution_managed)
             is distinct from
             (a.primary, a.email_address, a.confirmed, a.institution_managed)
       order by a.user_id);
  end if;

  foreach e in array primaries
  loop
    begin
      written := ${schema}.write_legacy_email_address(
                   e.user_id,
                   e.email_address,
                   e.confirmed,
                   e.confirmed_at,
                   e.institution_managed,
                   e.institution_id);
    exception
      when unique_violation then
        perform ${schema}.take_legacy_email_address(e.email_address, e.user_id);

        written := ${schema}.write_legacy_email_address(
                     e.user_id,
                     e.email_address,
                     e.confirmed,
                     e.confirmed_at,
                     e.institution_managed,
                     e.institution_id);
    end;

    -- A trigger of the application's on users has the last word.
    if written <> e.email_address then
      perform ${schema}.keep_legacy_email_address(e.user_id, true, false, false);
    end if;
  end loop;

  return null;
end
$$
$function$,
    '/* differs */', format(differs, 'a.'));

  -- A column that does not exist would make each write fail, so it is refused now.
  if exists (select from ${schema}.user_email_move m where m.finished_at is null) then
    perform ${schema}.write_legacy_email_address(null, null, false, null, false, null);
  end if;
end
$create$;

comment on function ${schema}.write_legacy_email_address(bigint, text, boolean, timestamptz, boolean, bigint) is
'Writes the legacy column of a user and, by legacy_assignments, what the row says of the address, unless it says so already. Returns the text that is stored, or null. pii=none';

revoke execute
    on function ${schema}.write_legacy_email_address(bigint, text, boolean, timestamptz, boolean, bigint)
  from public;

comment on function ${schema}.forward_primary_email_address() is
'Trigger: keeps the legacy column in step with the primary address, once for each statement. pii=none';

revoke execute
    on function ${schema}.forward_primary_email_address()
  from public;

-- Where the column is unique: who gave the address away in this transaction has it there until the
-- commit. Who is not copied yet, or waits for the address, did not give it away.
create function ${schema}.take_legacy_email_address(taken text, taker_id bigint)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  -- As the column compares, whatever its collation.
  wanted text collate "default" := taken;
  -- Before the backfill nothing but the history tells who gave the address away.
  givers bigint[]               := array(
    select h.user_id
      from ${schema}.user_email_address_history h
     where h.changed_at >= now()
       and h.transaction_id = pg_current_xact_id()
       and h.user_id <> taker_id
       and ${schema}.normalized_email_address(h.email_address_before) = ${schema}.normalized_email_address(taken));
begin
  if cardinality(givers) = 0 then
    givers := array(
      select u.${users_key}
        from ${schema}.${users_table} u
       where u.${legacy_column} = wanted
         and u.${users_key} <> taker_id
         and exists (
               select
                 from ${schema}.user_email_move m
                where m.finished_at is not null
                   or u.${users_key} <= m.cursor_id
                   or u.${users_key} > m.upper_id));
  end if;

  perform ${schema}.write_legacy_email_address(
            l.id,
            ${schema}.empty_legacy_email_address(l.id),
            false,
            null,
            false,
            null)
     from (
            select u.${users_key} as id
              from ${schema}.${users_table} u
             where u.${users_key} = any(givers)
               and ${schema}.normalized_email_address(u.${legacy_column}) = ${schema}.normalized_email_address(taken)
               and not exists (
                     select
                       from ${schema}.user_email_addresses e
                      where e.user_id = u.${users_key}
                        and e.primary
                        and e.normalized_email_address = ${schema}.normalized_email_address(taken))
               and not exists (
                     select
                       from ${schema}.user_email_legacy_conflicts c
                      where c.user_id = u.${users_key})
               for no key update) l;

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
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  -- Locked first: who writes the column meanwhile is not to lose it. The deferred trigger runs at commit, where
  -- pg_stat_statements takes this for a statement of a client.
  perform /* useremails */ ${schema}.write_legacy_email_address(
            l.id,
            ${schema}.empty_legacy_email_address(l.id),
            false,
            null,
            false,
            null)
     from (
            select u.${users_key} as id
              from ${schema}.${users_table} u
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
                      where c.user_id = old.user_id)
               for no key update) l;

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
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  perform ${schema}.write_legacy_email_address(
            l.id,
            ${schema}.empty_legacy_email_address(l.id),
            false,
            null,
            false,
            null)
     from (
            select u.${users_key} as id
              from ${schema}.${users_table} u
             where u.${users_key} = forgotten_id
               and not ${schema}.is_blank_email_address(u.${legacy_column})
               for no key update) l;
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
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set jit = off
as $$
declare
  freed  text[];
  wanted text;
begin
  -- Nearly always nobody waits, and to find that is cheaper than to look through the rows.
  if not exists (
           select
             from ${schema}.user_email_legacy_conflicts c) then
    return null;
  end if;

  if tg_op = 'DELETE' then
    freed := array(
      select b.normalized_email_address
        from addresses_before b
       where b.confirmed
          or b.institution_managed);
  else
    freed := array(
      select b.normalized_email_address
        from addresses_before b
        full
        join addresses_after a
          on a.id = b.id
       where coalesce(b.confirmed or b.institution_managed, false)
         and (   a.normalized_email_address is distinct from b.normalized_email_address
              or not (a.confirmed or a.institution_managed)));
  end if;

  for wanted in
    select distinct f.normalized_email_address
      from unnest(freed) as f (normalized_email_address)
     cross
      join lateral (
             select
               from ${schema}.user_email_legacy_conflicts c
              where c.normalized_email_address = f.normalized_email_address
              limit 1) c
     order by f.normalized_email_address
  loop
    perform ${schema}.settle_legacy_conflicts(wanted);
  end loop;

  return null;
end
$$;

comment on function ${schema}.free_email_address() is
'Trigger: whoever waits for an address that became free gets it, once for each statement. pii=none';

revoke execute
    on function ${schema}.free_email_address()
  from public;

do /* useremails */ $$
declare
  plain        constant text := '^([()[:space:]]|u[.][a-z_][a-z0-9_]*|is|not|null|and|or|true|false|unknown)+$';
  confirmed    constant text := case
                                  when lower($condition$ ${legacy_confirmed} $condition$) ~ plain
                                  then $condition$coalesce(( ${legacy_confirmed} ), false)$condition$
                                  else '${schema}.legacy_email_is_confirmed(u)'
                                end;
  managed      constant text := case
                                  when lower($condition$ ${legacy_institution_managed} $condition$) ~ plain
                                  then $condition$coalesce(( ${legacy_institution_managed} ), false)$condition$
                                  else '${schema}.legacy_email_is_institution_managed(u)'
                                end;
  confirmed_at constant text := case
                                  when lower($condition$ ${legacy_confirmed_at} $condition$) ~ plain
                                  then $condition$( ${legacy_confirmed_at} )::timestamptz$condition$
                                  else '${schema}.legacy_email_confirmed_at(u)'
                                end;
  created_at   constant text := case
                                  when lower($condition$ ${legacy_created_at} $condition$) ~ plain
                                  then $condition$( ${legacy_created_at} )::timestamptz$condition$
                                  else '${schema}.legacy_email_created_at(u)'
                                end;
begin
  if exists (select from ${schema}.user_email_move m where m.finished_at is null) then
    create trigger user_email_addresses_forward_primary_after_insert
     after insert
        on ${schema}.user_email_addresses
           referencing new table as addresses_after
       for each statement
    execute function ${schema}.forward_primary_email_address();

    create trigger user_email_addresses_forward_primary_after_update
     after update
        on ${schema}.user_email_addresses
           referencing old table as addresses_before
                       new table as addresses_after
       for each statement
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
           referencing old table as addresses_before
       for each statement
    execute function ${schema}.free_email_address();

    create trigger user_email_addresses_settle_conflicts_after_update
     after update
        on ${schema}.user_email_addresses
           referencing old table as addresses_before
                       new table as addresses_after
       for each statement
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

    -- For new releases that read before the backfill is done: who has no address yet, has the legacy one.
    -- Not what another user has claimed. An expression that fails for a user must not fail the reader, so it
    -- is called by its function, unless it consists of columns, "is null" and the like only.
    execute replace(replace(replace(replace($view$
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
           case when l.confirmed then l.confirmed_at end,
           coalesce(l.created_at, timestamptz 'epoch'),
           timestamptz 'epoch'
      from (
             select u.${users_key} as id,
                    u.${legacy_column}::text collate "C" as address,
                    ${schema}.normalized_email_address(u.${legacy_column}) collate "C" as key,
                    /* confirmed */ as confirmed,
                    /* managed */ as institution_managed,
                    /* confirmed_at */ as confirmed_at,
                    /* created_at */ as created_at
               from ${schema}.${users_table} u
              where not ${schema}.is_blank_email_address(u.${legacy_column})
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
                and (o.confirmed or o.institution_managed))
    $view$,
      '/* confirmed */', confirmed),
      '/* managed */', managed),
      '/* confirmed_at */', confirmed_at),
      '/* created_at */', created_at);

    comment on view ${schema}.user_email_addresses_with_legacy is
    'One row for each address of a user, with the legacy one for users who are not copied yet. For releases that read before the backfill is done. pii=direct';

    perform ${schema}.note_move_event('turned_on', 'forwarding', 'from the addresses to ${users_table}.${legacy_column}');
  end if;
end
$$;
