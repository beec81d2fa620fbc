-- Create the functions that empty the legacy column.
--
-- Why     An address that is removed, or moves to another user, must not remain in the column.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/2_forwarding.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- For a unique column: a user who gave the address away in this transaction has it in the column until the commit. A
-- user who is not copied yet, or who waits for the address, did not give it away.
create function ${schema}.take_legacy_email_address(taken text, taker_id bigint)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  -- Compared with the collation of the column.
  wanted text collate "default" := taken;
  -- Before the backfill, only the history shows who gave the address away.
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
    -- Without the server's detail, which contains the address.
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

-- Runs at commit: a primary address is changed in two statements, and no reader may see the column empty in between.
-- Legacy values in conflict are not changed.
create function ${schema}.clear_legacy_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  -- Locked first, so that a concurrent write of the column is not lost. The deferred trigger runs at commit, where
  -- pg_stat_statements counts this as a statement of a client.
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
'Trigger: empties the legacy column of a user whose last address was removed. pii=none';

revoke execute
    on function ${schema}.clear_legacy_email_address()
  from public;

-- For a user who will be erased. The user may not be copied yet, or may be in conflict, and then has no address whose
-- removal would empty the column.
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
'Empties the legacy column of a user who will be erased. pii=none';

revoke execute
    on function ${schema}.forget_legacy_email_address(bigint)
  from public;
