-- Withdraw an unconfirmed address when another user claims it.
--
-- Why     Once an address belongs to a user, the rows of other users are mistakes or attempts.
-- Locks   share row exclusive on user_email_addresses: writers wait, readers do not.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Any number of users may have entered an address. Its owner does not wait until all their rows are deleted.
create table ${schema}.user_email_withdrawals (
  -- the claimed address
  normalized_email_address text        not null collate "C",

  -- which rows to withdraw, and when to look
  entered_before           timestamptz not null,
  due_at                   timestamptz not null,

  constraint user_email_withdrawals_pkey
     primary key (normalized_email_address)
);

comment on table ${schema}.user_email_withdrawals is
'Claimed addresses whose unconfirmed rows a sweep must still withdraw: one row for each address. pii=direct';
comment on column ${schema}.user_email_withdrawals.normalized_email_address is
'The key of equality of the address. pii=direct';
comment on column ${schema}.user_email_withdrawals.entered_before is
'Rows created earlier are withdrawn at once; -infinity if there are none. Later rows are withdrawn when they are too old. pii=none';
comment on column ${schema}.user_email_withdrawals.due_at is
'When the oldest of the rows was created; -infinity if some are withdrawn at once. pii=none';

create index user_email_withdrawals_due_at_idx
    on ${schema}.user_email_withdrawals (due_at);

comment on index ${schema}.user_email_withdrawals_due_at_idx is
'The order in which a sweep reads the table.';

-- This is the owner's transaction, so the number of users for each address is bounded. Users that another transaction
-- is changing are skipped: waiting for them while they wait for the same address would be a deadlock. A row that stays
-- never matches a lookup, and a sweep withdraws it.
-- Fires once for each statement, after the trigger that records the statement: the history then lists the withdrawal
-- last, even if the statement changed the same row.
create function ${schema}.withdraw_entered_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
as $$
declare
  claims  ${schema}.user_email_addresses[];
  claimed ${schema}.user_email_addresses;
  other   bigint;
begin
  -- Nearly always no other user has entered the address, and one lookup for each address shows it. Lateral with a
  -- limit, because a semi-join may read every unconfirmed address for a single row.
  claims := array(
    select a
      from addresses_after a
     cross
      join lateral (
             select
               from ${schema}.user_email_addresses e
              where e.normalized_email_address = a.normalized_email_address
                and not (e.confirmed or e.institution_managed)
              limit 1) e
     where a.confirmed
        or a.institution_managed);

  -- An address that already belonged to the user is not a new claim.
  if tg_op = 'UPDATE' and cardinality(claims) > 0 then
    claims := array(
      select a
        from unnest(claims) a
       where (a.id, a.normalized_email_address) not in (
               select b.id,
                      b.normalized_email_address
                 from addresses_before b
                where b.confirmed or b.institution_managed));
  end if;

  foreach claimed in array claims
  loop
    -- During the move, the address may be the only value in a user's legacy column. A later sweep withdraws it.
    if to_regclass('${schema}.user_email_addresses_with_legacy') is null then
      for other in
        select u.${users_key}
          from ${schema}.${users_table} u
         where u.${users_key} = any(array(
                 select e.user_id
                   from ${schema}.user_email_addresses e
                  where e.normalized_email_address = claimed.normalized_email_address
                    and not (e.confirmed or e.institution_managed)
                    and e.user_id <> claimed.user_id
                  limit 10))
         order by u.${users_key}
           for no key update
          skip locked
      loop
        delete
          from ${schema}.user_email_addresses e
         where e.user_id = other
           and e.normalized_email_address = claimed.normalized_email_address
           and not (e.confirmed or e.institution_managed);

        perform ${schema}.choose_primary_email_address(other);
      end loop;
    end if;

    insert into ${schema}.user_email_withdrawals as w (
      normalized_email_address,
      entered_before,
      due_at)
    select claimed.normalized_email_address,
           claimed.updated_at,
           '-infinity'
     where exists (
             select
               from ${schema}.user_email_addresses e
              where e.normalized_email_address = claimed.normalized_email_address
                and not (e.confirmed or e.institution_managed)
                and e.user_id <> claimed.user_id)
        on conflict on constraint user_email_withdrawals_pkey
        do update
              set entered_before = greatest(w.entered_before, excluded.entered_before),
                  due_at = excluded.due_at;
  end loop;

  return null;
end
$$;

comment on function ${schema}.withdraw_entered_email_address() is
'Trigger: when a user claims an address, withdraws the unconfirmed rows of others: ten at once, the rest in a sweep; during a move, all in the sweep after it. pii=none';

-- A role that may execute a security definer trigger function could attach it to a table of its own. Triggers fire
-- without this privilege.
revoke execute
    on function ${schema}.withdraw_entered_email_address()
  from public;

create trigger user_email_addresses_withdraw_entered_after_insert
 after insert
    on ${schema}.user_email_addresses
       referencing new table as addresses_after
   for each statement
execute function ${schema}.withdraw_entered_email_address();

comment on trigger user_email_addresses_withdraw_entered_after_insert
     on ${schema}.user_email_addresses is
'An address that belongs to one user is withdrawn from all others, even if unconfirmed there.';

create trigger user_email_addresses_withdraw_entered_after_update
 after update
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
                   new table as addresses_after
   for each statement
execute function ${schema}.withdraw_entered_email_address();

comment on trigger user_email_addresses_withdraw_entered_after_update
     on ${schema}.user_email_addresses is
'An address that belongs to one user is withdrawn from all others, even if unconfirmed there.';
