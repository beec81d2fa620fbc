-- Keep every user with addresses reachable: one of them is the primary.
--
-- Why     An index can forbid two primaries, but not none.
-- Phase   expand.
-- Locks   share row exclusive on user_email_addresses: its writers wait, its readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V6.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- With the rights of its owner, since it locks users for roles that may not.
create function ${schema}.require_primary_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  unreachable bigint;
begin
  -- Without the lock, one transaction could take the primary away while another adds an address
  -- next to it, and neither would see what the other does. A writer that goes by the rules holds
  -- it already.
  perform
     from ${schema}.${users_table} u
    where u.${users_key} in (old.user_id, new.user_id)
    order by u.${users_key}
      for no key update;

  select e.user_id
    into unreachable
    from ${schema}.user_email_addresses e
   where e.user_id in (old.user_id, new.user_id)
   group by e.user_id
  having not bool_or(e.primary)
   limit 1;

  if found then
    -- The user's key and nothing more: messages travel to logs.
    raise exception 'user % has email addresses but no primary one', unreachable
      using errcode = 'integrity_constraint_violation',
            schema = '${schema}',
            table = 'user_email_addresses',
            constraint = 'user_email_addresses_primary_required';
  end if;

  return null;
end
$$;

comment on function ${schema}.require_primary_email_address() is
'Trigger: refuses at commit a user who has addresses but no primary one. pii=none';

-- Whoever may execute it could put it on a table of their own, and write here with the rights of its
-- owner. Firing needs no such right.
revoke execute
    on function ${schema}.require_primary_email_address()
  from public;

-- Deferred, so that a primary can be cleared and set in two statements. Each trigger fires only for
-- a change that can leave a user without a primary: a primary row that is added needs no check.
create constraint trigger user_email_addresses_primary_required_after_insert
    after insert
       on ${schema}.user_email_addresses
          deferrable initially deferred
 for each row
     when (not new.primary)
  execute function ${schema}.require_primary_email_address();

create constraint trigger user_email_addresses_primary_required_after_update
    after update
       on ${schema}.user_email_addresses
          deferrable initially deferred
 for each row
     when (old.primary and not new.primary or old.user_id <> new.user_id)
  execute function ${schema}.require_primary_email_address();

create constraint trigger user_email_addresses_primary_required_after_delete
    after delete
       on ${schema}.user_email_addresses
          deferrable initially deferred
 for each row
     when (old.primary)
  execute function ${schema}.require_primary_email_address();

comment on trigger user_email_addresses_primary_required_after_insert
     on ${schema}.user_email_addresses is
'A user who has addresses has a primary one.';
comment on trigger user_email_addresses_primary_required_after_update
     on ${schema}.user_email_addresses is
'A user who has addresses has a primary one.';
comment on trigger user_email_addresses_primary_required_after_delete
     on ${schema}.user_email_addresses is
'A user who has addresses has a primary one.';
