-- Withdraw an unconfirmed address when another user claims it.
--
-- Why     Once an address belongs to a user, the rows of others are mistakes or attempts.
-- Locks   share row exclusive on user_email_addresses: writers wait, readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Any number of users may have entered an address, and its owner does not wait until all of them have lost it.
create table ${schema}.user_email_withdrawals (
  -- what belongs to somebody
  normalized_email_address text        not null collate "C",

  -- what goes, and when to look
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
'Rows from before go at once; -infinity where there are none. What was entered later goes when it is too old. pii=none';
comment on column ${schema}.user_email_withdrawals.due_at is
'When the oldest of the rows was entered; -infinity where some go at once. pii=none';

create index user_email_withdrawals_due_at_idx
    on ${schema}.user_email_withdrawals (due_at);

comment on index ${schema}.user_email_withdrawals_due_at_idx is
'Where a sweep begins.';

-- A bounded number of users for each address, since this is the transaction of the owner. Users who are being
-- changed at this moment are passed over: waiting for them, while they wait for the same address, would be a
-- deadlock. A row that stays finds nobody, and a sweep takes it.
-- Once for each statement, behind the trigger that records it: what is withdrawn comes later in the history, also
-- where the statement has changed the same row.
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
  -- Nearly always there is nobody, and one lookup for each address shows it. Lateral with a limit, since a semi-join
  -- may read every unconfirmed address for a single row.
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

  -- What belonged to the user already is not a claim.
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
    -- While the move goes on, an address may be all that the column of a user says. A sweep after it takes it.
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
'Trigger: when an address comes to belong to a user, the unconfirmed rows of others go, ten at once and the rest with a sweep; during a move all with the sweep after it. pii=none';

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
'An address that belongs to a user is nobody else''s, not even unconfirmed.';

create trigger user_email_addresses_withdraw_entered_after_update
 after update
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
                   new table as addresses_after
   for each statement
execute function ${schema}.withdraw_entered_email_address();

comment on trigger user_email_addresses_withdraw_entered_after_update
     on ${schema}.user_email_addresses is
'An address that belongs to a user is nobody else''s, not even unconfirmed.';
