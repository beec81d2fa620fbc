-- Forward writes of users.${legacy_column} to the addresses.
--
-- Why     Old releases and raw SQL write the column, and new releases read the addresses.
-- Phase   from here on, every write of the column is also in the addresses.
-- Locks   share row exclusive on users: writers wait, readers do not.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    undo/2_forwarding.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

select ${schema}.require_conditions_of_the_move(
         $condition$ ${legacy_confirmed} $condition$,
         $condition$ ${legacy_institution_managed} $condition$,
         $condition$ ${legacy_confirmed_at} $condition$,
         $condition$ ${legacy_created_at} $condition$);

-- All users that one statement changed are synchronized together. The rows before and after are combined by a sum, not
-- by a join, which may be planned for one row and then run for many. stop_forwarding.sql can replace the function by an
-- empty one without locking the table.
create function ${schema}.forward_legacy_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set jit = off
as $$
declare
  ids               bigint[];
  address_changed   boolean[];
  confirmed_changed boolean[];
  managed_changed   boolean[];
  turned_on_at      timestamptz;
begin
  if tg_op = 'INSERT' then
    -- A blank column is not a change here: the same statement may write the address to the other side.
    select array_agg(u.${users_key}::bigint),
           array_agg(true),
           array_agg(true),
           array_agg(true)
      into ids,
           address_changed,
           confirmed_changed,
           managed_changed
      from users_after u
     where not ${schema}.is_blank_email_address(u.${legacy_column});
  else
    -- The functions return a value even if a condition fails for a row. A constant needs no call.
    select array_agg(c.id),
           array_agg(c.address_changed),
           array_agg(c.confirmed_changed),
           array_agg(c.managed_changed)
      into ids,
           address_changed,
           confirmed_changed,
           managed_changed
      from (
             select r.id,
                       count(*) = 1 and bool_and(r.is_after)
                    or count(*) = 2 and count(r.address) = 1
                    or (min(r.address) <> max(r.address)) is true as address_changed,
                    bool_or(r.is_confirmed) <> bool_and(r.is_confirmed) as confirmed_changed,
                    bool_or(r.is_managed) <> bool_and(r.is_managed) as managed_changed
               from (
                      select u.${users_key}::bigint as id,
                             false as is_after,
                             u.${legacy_column}::text collate "C" as address,
                             lower(btrim($condition$ ${legacy_confirmed} $condition$)) = 'true'
                          or lower(btrim($condition$ ${legacy_confirmed} $condition$)) <> 'false' and ${schema}.legacy_email_is_confirmed(row(u.*)::${schema}.${users_table}) as is_confirmed,
                             lower(btrim($condition$ ${legacy_institution_managed} $condition$)) = 'true'
                          or lower(btrim($condition$ ${legacy_institution_managed} $condition$)) <> 'false' and ${schema}.legacy_email_is_institution_managed(row(u.*)::${schema}.${users_table}) as is_managed
                        from users_before u
                       union all
                      select u.${users_key}::bigint,
                             true,
                             u.${legacy_column}::text collate "C",
                             lower(btrim($condition$ ${legacy_confirmed} $condition$)) = 'true'
                          or lower(btrim($condition$ ${legacy_confirmed} $condition$)) <> 'false' and ${schema}.legacy_email_is_confirmed(row(u.*)::${schema}.${users_table}),
                             lower(btrim($condition$ ${legacy_institution_managed} $condition$)) = 'true'
                          or lower(btrim($condition$ ${legacy_institution_managed} $condition$)) <> 'false' and ${schema}.legacy_email_is_institution_managed(row(u.*)::${schema}.${users_table})
                        from users_after u
                    ) r
              group by r.id
           ) c
     where c.address_changed
        or c.confirmed_changed
        or c.managed_changed;
  end if;

  -- If forwarding was off and the backfill has not reached the rows, addresses that were not written since then miss
  -- changes of the flags. The column has them.
  if ids is not null
     and tg_op = 'UPDATE'
     and exists (select from ${schema}.user_email_move m where m.finished_at is null and not m.from_addresses) then
    select max(v.happened_at)
      into turned_on_at
      from ${schema}.user_email_move_events v
     where v.step = 'forwarding'
       and v.event = 'turned_on';

    select array_agg(l.confirmed_changed or s.is_stale and lower(btrim($condition$ ${legacy_confirmed} $condition$)) not in ('true', 'false') order by l.place),
           array_agg(l.managed_changed or s.is_stale and lower(btrim($condition$ ${legacy_institution_managed} $condition$)) not in ('true', 'false') order by l.place)
      into confirmed_changed,
           managed_changed
      from unnest(ids, confirmed_changed, managed_changed) with ordinality
        as l (id, confirmed_changed, managed_changed, place)
     cross
      join lateral (
             select (
                      select true
                        from ${schema}.user_email_address_history h
                       where h.user_id = l.id
                         and h.changed_at >= turned_on_at
                       limit 1) is not true as is_stale) s;
  end if;

  if ids is not null then
    perform ${schema}.keep_legacy_email_addresses(ids, address_changed, confirmed_changed, managed_changed);
  end if;

  return null;
end
$$;

comment on function ${schema}.forward_legacy_email_address() is
'Trigger: synchronizes the addresses with the legacy column, once for each statement. pii=none';

-- A role that may execute a security definer trigger function could attach it to a table of its own. Triggers fire
-- without this privilege.
revoke execute
    on function ${schema}.forward_legacy_email_address()
  from public;

-- Because of the unique index, the writer of an address waits for a transaction that writes the same one. The timeout
-- is twice that of a migration, so that a writer that waits only for a migration does not fail.
do /* useremails */ $$
begin
  execute format(
    'alter function ${schema}.forward_legacy_email_address() set lock_timeout = %s',
    (
      select least(2147483647, 2 * s.setting::bigint)
        from pg_settings s
       where s.name = 'lock_timeout'));
end
$$;

create function ${schema}.refuse_truncate_while_forwarding()
        returns trigger
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  raise exception 'table % cannot be truncated while email addresses are forwarded', tg_table_name
    using errcode = 'object_not_in_prerequisite_state',
          hint = 'No row trigger fires for truncate, so the two sides would differ. Use delete.';
end
$$;

comment on function ${schema}.refuse_truncate_while_forwarding() is
'Trigger: refuses truncate, which would empty only one side. pii=none';

revoke execute
    on function ${schema}.refuse_truncate_while_forwarding()
  from public;

-- After triggers, because another trigger may still change the row before. Compared by value, because an update may
-- change the column without naming it.
create trigger users_forward_email_address_after_insert
 after insert
    on ${schema}.${users_table}
       referencing new table as users_after
   for each statement
execute function ${schema}.forward_legacy_email_address();

create trigger users_forward_email_address_after_update
 after update
    on ${schema}.${users_table}
       referencing old table as users_before
                   new table as users_after
   for each statement
execute function ${schema}.forward_legacy_email_address();

create trigger users_refuse_truncate_while_forwarding
before truncate
    on ${schema}.${users_table}
   for each statement
execute function ${schema}.refuse_truncate_while_forwarding();

comment on trigger users_forward_email_address_after_insert
     on ${schema}.${users_table} is
'The addresses match the legacy column.';
comment on trigger users_forward_email_address_after_update
     on ${schema}.${users_table} is
'The addresses match the legacy column.';
comment on trigger users_refuse_truncate_while_forwarding
     on ${schema}.${users_table} is
'Neither side can be emptied alone.';

select ${schema}.note_move_event('turned_on', 'forwarding', 'from ${users_table}.${legacy_column} to the addresses');
