-- Create the triggers that record every change of an address.
--
-- Why     The library, legacy code and raw SQL all write addresses.
-- Locks   share row exclusive on user_email_addresses: writers wait, readers do not.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Security definer: every role that may change addresses is recorded, but none may write the history by hand. Fires
-- once for each statement, because a call for each row would take several times as long as the row itself.
-- Triggers of one event fire in the order of their names. These are named to fire before all triggers that write
-- addresses, so that a cause is recorded before its effects.
-- A row that moves to another user matches nothing in the join: one history records a removal, the other an addition.
-- The address that stops being primary is recorded before the one that replaces it.
-- The full join rules out a nested loop, which may be planned for one row and then run for many; the join of one row
-- stops at a second. One insert in a loop over all kinds of changes would be shorter and twice as slow for many rows.
create function ${schema}.record_user_email_address_change()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set jit = off
as $$
declare
  -- Read after waiting for the lock on the user or the row, so that times have the order of the changes.
  written_at  constant timestamptz := clock_timestamp();
  -- current_user is the owner of the function.
  role_name   constant text        := coalesce(nullif(current_setting('role'), 'none'), session_user);
  application constant text        := current_setting('application_name');
  acting_user constant text        := nullif(current_setting('useremails.acting_user', true), '');
  reason      constant text        := nullif(current_setting('useremails.change_reason', true), '');
begin
  -- Once for each transaction. Rolling back a savepoint undoes the row and the setting together. If a client sets it
  -- by hand, no commit is recorded, which only dates the changes of that one transaction too early.
  if current_setting('useremails.recorded_transaction', true) is distinct from pg_current_xact_id()::text then
    insert into ${schema}.user_email_transactions as t (
      transaction_id,
      began_at,
      committed_at)
    values (
      pg_current_xact_id(),
      now(),
      written_at)
        on conflict on constraint user_email_transactions_pkey
        do update
       set began_at = t.began_at;

    perform set_config('useremails.recorded_transaction', pg_current_xact_id()::text, true);
  end if;

  if tg_op = 'INSERT' then
    insert into ${schema}.user_email_address_history (
      user_id,
      user_email_address_id,
      email_address_after,
      primary_after,
      confirmed_after,
      institution_managed_after,
      institution_id_after,
      changed_at,
      transaction_id,
      changed_by_role,
      application_name,
      acting_user,
      change_reason)
    select a.user_id,
           a.id,
           a.email_address,
           a.primary,
           a.confirmed,
           a.institution_managed,
           a.institution_id,
           written_at,
           pg_current_xact_id(),
           role_name,
           application,
           acting_user,
           reason
      from addresses_after a;
  elsif tg_op = 'DELETE' then
    insert into ${schema}.user_email_address_history (
      user_id,
      user_email_address_id,
      email_address_before,
      primary_before,
      confirmed_before,
      institution_managed_before,
      institution_id_before,
      changed_at,
      transaction_id,
      changed_by_role,
      application_name,
      acting_user,
      change_reason)
    select b.user_id,
           b.id,
           b.email_address,
           b.primary,
           b.confirmed,
           b.institution_managed,
           b.institution_id,
           written_at,
           pg_current_xact_id(),
           role_name,
           application,
           acting_user,
           reason
      from addresses_before b;
  else
    -- Nearly always there is one row, which needs neither a full join nor an order.
    insert into ${schema}.user_email_address_history (
      user_id,
      user_email_address_id,
      email_address_before,
      primary_before,
      confirmed_before,
      institution_managed_before,
      institution_id_before,
      email_address_after,
      primary_after,
      confirmed_after,
      institution_managed_after,
      institution_id_after,
      changed_at,
      transaction_id,
      changed_by_role,
      application_name,
      acting_user,
      change_reason)
    select a.user_id,
           a.id,
           b.email_address,
           b.primary,
           b.confirmed,
           b.institution_managed,
           b.institution_id,
           a.email_address,
           a.primary,
           a.confirmed,
           a.institution_managed,
           a.institution_id,
           written_at,
           pg_current_xact_id(),
           role_name,
           application,
           acting_user,
           reason
      from addresses_before b
      join addresses_after a
        on a.id = b.id
       and a.user_id = b.user_id
     where not exists (
             select
               from addresses_after
             offset 1)
       and (b.email_address, b.primary, b.confirmed, b.institution_managed, b.institution_id)
           is distinct from
           (a.email_address, a.primary, a.confirmed, a.institution_managed, a.institution_id);

    if not found then
      insert into ${schema}.user_email_address_history (
        user_id,
        user_email_address_id,
        email_address_before,
        primary_before,
        confirmed_before,
        institution_managed_before,
        institution_id_before,
        email_address_after,
        primary_after,
        confirmed_after,
        institution_managed_after,
        institution_id_after,
        changed_at,
        transaction_id,
        changed_by_role,
        application_name,
        acting_user,
        change_reason)
      select coalesce(a.user_id, b.user_id),
             coalesce(a.id, b.id),
             b.email_address,
             b.primary,
             b.confirmed,
             b.institution_managed,
             b.institution_id,
             a.email_address,
             a.primary,
             a.confirmed,
             a.institution_managed,
             a.institution_id,
             written_at,
             pg_current_xact_id(),
             role_name,
             application,
             acting_user,
             reason
        from addresses_before b
        full
        join addresses_after a
          on a.id = b.id
         and a.user_id = b.user_id
       where (b.email_address, b.primary, b.confirmed, b.institution_managed, b.institution_id)
             is distinct from
             (a.email_address, a.primary, a.confirmed, a.institution_managed, a.institution_id)
       order by a.primary is true,
                a.id is not null,
                coalesce(a.id, b.id);
    end if;
  end if;

  return null;
end
$$;

comment on function ${schema}.record_user_email_address_change() is
'Trigger: writes the history of addresses, once for each statement; the columns before are null for an added address, the columns after for a removed one. pii=none';

-- A role that may execute a security definer trigger function could attach it to a table of its own. Triggers fire
-- without this privilege.
revoke execute
    on function ${schema}.record_user_email_address_change()
  from public;

create trigger user_email_addresses_add_history_after_insert
 after insert
    on ${schema}.user_email_addresses
       referencing new table as addresses_after
   for each statement
execute function ${schema}.record_user_email_address_change();

comment on trigger user_email_addresses_add_history_after_insert
     on ${schema}.user_email_addresses is
'Every added address is recorded in the history.';

create trigger user_email_addresses_add_history_after_update
 after update
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
                   new table as addresses_after
   for each statement
execute function ${schema}.record_user_email_address_change();

comment on trigger user_email_addresses_add_history_after_update
     on ${schema}.user_email_addresses is
'Every change of an address is recorded in the history, except a change of updated_at alone.';

create trigger user_email_addresses_add_history_after_delete
 after delete
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
   for each statement
execute function ${schema}.record_user_email_address_change();

comment on trigger user_email_addresses_add_history_after_delete
     on ${schema}.user_email_addresses is
'Every removed address is recorded in the history.';
