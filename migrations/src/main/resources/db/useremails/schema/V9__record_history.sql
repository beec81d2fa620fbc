-- Record every change of an address, by every writer.
--
-- Why     The library, legacy code and raw SQL all write addresses.
-- Locks   share row exclusive on user_email_addresses: writers wait, readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- With the rights of its owner: a role that may change addresses is recorded, and may not write the
-- record by hand. Once for each statement: a call for each row would take several times as long as the row.
-- Triggers of one event fire in the order of their names, so the name of these comes before all others that write
-- addresses: what those write is recorded after what made them write.
-- A row that moves to another user matches nothing, so one history has it leave and another has it come.
-- An address that ceases to be the primary comes before the one that takes its place.
-- A nested loop may be planned for one row and then meet many: it cannot do a full join, and the join of one row stops
-- at a second one. One insert in a loop over all kinds of changes would be shorter and take twice the time for many rows.
create function ${schema}.record_user_email_address_change()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set jit = off
as $$
declare
  -- After the lock on the user or the row was waited for, so that times have the order of the changes.
  written_at  constant timestamptz := clock_timestamp();
  -- The current user is the owner of the function.
  role_name   constant text        := coalesce(nullif(current_setting('role'), 'none'), session_user);
  application constant text        := current_setting('application_name');
  acting_user constant text        := nullif(current_setting('useremails.acting_user', true), '');
  reason      constant text        := nullif(current_setting('useremails.change_reason', true), '');
begin
  -- Once for each transaction. A savepoint that is rolled back takes the row and the setting back together. Who sets
  -- it has no commit recorded, which is an earlier time for the changes of this one transaction.
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
    -- Nearly always there is one row, which neither a full join nor an order needs.
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
'Trigger: writes the history of addresses, once for each statement; null before for one that came, null after for one that went. pii=none';

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
'Every address that comes is in the history.';

create trigger user_email_addresses_add_history_after_update
 after update
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
                   new table as addresses_after
   for each statement
execute function ${schema}.record_user_email_address_change();

comment on trigger user_email_addresses_add_history_after_update
     on ${schema}.user_email_addresses is
'Every change of an address is in the history; a new updated_at alone is none.';

create trigger user_email_addresses_add_history_after_delete
 after delete
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
   for each statement
execute function ${schema}.record_user_email_address_change();

comment on trigger user_email_addresses_add_history_after_delete
     on ${schema}.user_email_addresses is
'Every address that goes is in the history.';
