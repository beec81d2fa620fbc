-- Require a primary address for every user who has addresses.
--
-- Why     An index can forbid two primary addresses, but not none.
-- Locks   share row exclusive on user_email_addresses: writers wait, readers do not.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Security definer, because it locks users for roles that may not.
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
  -- Without the lock, one transaction could remove the primary address while another adds an address to the same
  -- user, and neither would see the other's change. A writer that follows the rules already holds the lock.
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
    -- Only the user's key: messages end up in logs.
    raise exception 'user % has email addresses but no primary address', unreachable
      using errcode = 'integrity_constraint_violation',
            schema = '${schema}',
            table = 'user_email_addresses',
            constraint = 'user_email_addresses_primary_required';
  end if;

  return null;
end
$$;

comment on function ${schema}.require_primary_email_address() is
'Trigger: fails at commit if a user has addresses but no primary address. pii=none';

-- A role that may execute a security definer trigger function could attach it to a table of its own. Triggers fire
-- without this privilege.
revoke execute
    on function ${schema}.require_primary_email_address()
  from public;

-- Deferred, so that a primary address can be cleared and set in two statements. Each trigger fires only for a change
-- that can leave a user without a primary address: inserting a primary row needs no check.
create constraint trigger user_email_addresses_primary_required_after_insert
    after insert
       on ${schema}.user_email_addresses
          deferrable initially deferred
 for each row
     when (not new.primary)
  execute function ${schema}.require_primary_email_address();

comment on trigger user_email_addresses_primary_required_after_insert
     on ${schema}.user_email_addresses is
'A user who has addresses has a primary address.';

create constraint trigger user_email_addresses_primary_required_after_update
    after update
       on ${schema}.user_email_addresses
          deferrable initially deferred
 for each row
     when (old.primary and not new.primary or old.user_id <> new.user_id)
  execute function ${schema}.require_primary_email_address();

comment on trigger user_email_addresses_primary_required_after_update
     on ${schema}.user_email_addresses is
'A user who has addresses has a primary address.';

create constraint trigger user_email_addresses_primary_required_after_delete
    after delete
       on ${schema}.user_email_addresses
          deferrable initially deferred
 for each row
     when (old.primary)
  execute function ${schema}.require_primary_email_address();

comment on trigger user_email_addresses_primary_required_after_delete
     on ${schema}.user_email_addresses is
'A user who has addresses has a primary address.';

-- The rule that keeps a user reachable, in the only place where SQL needs it.
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
'Chooses a primary address for a user who has addresses but no primary one: the longest-confirmed, else an institution-managed one, else the oldest. Does nothing for other users. pii=none';

revoke execute
    on function ${schema}.choose_primary_email_address(bigint)
  from public;

-- A writer whose row was changed or deleted after it was read must read again. The database detects this instead of the
-- client's row count, so that the commit can be sent together with the write.
create function ${schema}.refuse_change_without_lock()
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'a row of the user was changed without a lock'
    using errcode = 'serialization_failure';
end
$$;

comment on function ${schema}.refuse_change_without_lock() is
'Fails with a serialization failure; called when a statement matches no row to change. pii=none';

revoke execute
    on function ${schema}.refuse_change_without_lock()
  from public;
