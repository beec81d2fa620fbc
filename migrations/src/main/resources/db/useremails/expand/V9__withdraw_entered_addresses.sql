-- Take an address from those who merely entered it, when it turns out to be somebody else's.
--
-- Why     Once an address belongs to a user, the rows of others are mistakes or attempts.
-- Phase   expand.
-- Locks   share row exclusive on user_email_addresses: its writers wait, its readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V9.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

-- Users who are being changed at this moment are passed over: waiting for them, while they wait for
-- the same address, would be a deadlock. The row that stays finds nobody, and a sweep takes it.
create function ${schema}.withdraw_entered_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
declare
  other bigint;
begin
  -- Nearly always there is nobody, and to find that is cheaper than to begin the loop.
  if not exists (
           select
             from ${schema}.user_email_addresses e
            where e.normalized_email_address = new.normalized_email_address
              and not (e.confirmed or e.institution_managed)) then
    return null;
  end if;

  for other in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} in (
             select e.user_id
               from ${schema}.user_email_addresses e
              where e.normalized_email_address = new.normalized_email_address
                and not (e.confirmed or e.institution_managed)
                and e.user_id <> new.user_id)
     order by u.${users_key}
       for no key update
      skip locked
  loop
    delete
      from ${schema}.user_email_addresses e
     where e.user_id = other
       and e.normalized_email_address = new.normalized_email_address
       and not (e.confirmed or e.institution_managed);

    perform ${schema}.choose_primary_email_address(other);
  end loop;

  return null;
end
$$;

comment on function ${schema}.withdraw_entered_email_address() is
'Trigger: when an address comes to belong to a user, the unconfirmed rows of others go. pii=none';

-- Whoever may execute it could put it on a table of their own, and write here with the rights of its
-- owner. Firing needs no such right.
revoke execute
    on function ${schema}.withdraw_entered_email_address()
  from public;

-- The rule by which a user stays reachable, in the one place where SQL needs it.
create function ${schema}.choose_primary_email_address(user_id bigint)
        returns void
       language sql
            set search_path = pg_catalog, ${schema}
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

create trigger user_email_addresses_withdraw_entered_after_insert
 after insert
    on ${schema}.user_email_addresses
   for each row
  when (new.confirmed or new.institution_managed)
execute function ${schema}.withdraw_entered_email_address();

create trigger user_email_addresses_withdraw_entered_after_update
 after update
    on ${schema}.user_email_addresses
   for each row
  when (    (new.confirmed or new.institution_managed)
        and (   not (old.confirmed or old.institution_managed)
             or old.normalized_email_address <> new.normalized_email_address))
execute function ${schema}.withdraw_entered_email_address();

comment on trigger user_email_addresses_withdraw_entered_after_insert
     on ${schema}.user_email_addresses is
'An address that belongs to a user is nobody else''s, not even unconfirmed.';
comment on trigger user_email_addresses_withdraw_entered_after_update
     on ${schema}.user_email_addresses is
'An address that belongs to a user is nobody else''s, not even unconfirmed.';
