-- Remember what addresses were, and who changed them.
--
-- Why     "Why does this person get no mail?" and "who owned the address then?" are asked months later.
-- Phase   expand. Every writer is recorded: the library, legacy code, raw SQL.
-- Locks   share row exclusive on user_email_addresses: its writers wait, its readers do not. Access exclusive on
--         the new tables.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V10.sql; the history is lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create table ${schema}.user_email_address_history (
  id                         bigint      not null generated always as identity,

  -- whose, and which row; no reference, since the history stays when they go
  user_id                    bigint      not null,
  user_email_address_id      bigint      not null,

  -- who the person is by now
  merged_into_user_id        bigint,

  -- from what
  email_address_before       text                 collate "C",
  primary_before             boolean,
  confirmed_before           boolean,
  institution_managed_before boolean,
  institution_id_before      bigint,

  -- to what
  email_address_after        text                 collate "C",
  primary_after              boolean,
  confirmed_after            boolean,
  institution_managed_after  boolean,
  institution_id_after       bigint,

  -- when, and by whom
  changed_at                 timestamptz not null,
  transaction_id             xid8        not null,
  changed_by_role            text        not null,
  application_name           text        not null,
  acting_user                text,
  change_reason              text,

  constraint user_email_address_history_pkey
     primary key (id),

  constraint user_email_address_history_has_a_before_or_an_after
       check (email_address_before is not null or email_address_after is not null)
);

-- "What was this user's address on that day", and erasure.
create index user_email_address_history_user_id_changed_at_idx
    on ${schema}.user_email_address_history (user_id, changed_at);

-- Erasure of a person who was another user before.
create index user_email_address_history_merged_into_user_id_idx
    on ${schema}.user_email_address_history (merged_into_user_id)
 where merged_into_user_id is not null;

-- What is older than it need be kept.
create index user_email_address_history_changed_at_idx
    on ${schema}.user_email_address_history (changed_at);

comment on table ${schema}.user_email_address_history is
'One row for each change of an address: added where there is nothing before, removed where there is nothing after.
Filled by a trigger, so every writer is recorded. Erasing a user empties it for the user. pii=direct';
comment on column ${schema}.user_email_address_history.id is
'Key of the row; larger is later within one user. pii=none';
comment on column ${schema}.user_email_address_history.user_id is
'The user who had or got the address: users.id, also after the user is gone or was merged. pii=indirect';
comment on column ${schema}.user_email_address_history.user_email_address_id is
'Which address of the user: user_email_addresses.id, also after the row is gone. pii=indirect';
comment on column ${schema}.user_email_address_history.merged_into_user_id is
'Into which user that user was merged since: users.id. Null where it was not. pii=indirect';
comment on column ${schema}.user_email_address_history.email_address_before is
'The address before; null where it was added. pii=direct';
comment on column ${schema}.user_email_address_history.primary_before is
'Whether mail went there before; null where it was added. pii=none';
comment on column ${schema}.user_email_address_history.confirmed_before is
'Whether it was confirmed before; null where it was added. pii=none';
comment on column ${schema}.user_email_address_history.institution_managed_before is
'Whether an institution managed it before; null where it was added. pii=none';
comment on column ${schema}.user_email_address_history.institution_id_before is
'Which institution managed it before; null where none did, or it was added. pii=indirect';
comment on column ${schema}.user_email_address_history.email_address_after is
'The address after; null where it was removed. pii=direct';
comment on column ${schema}.user_email_address_history.primary_after is
'Whether mail goes there after; null where it was removed. pii=none';
comment on column ${schema}.user_email_address_history.confirmed_after is
'Whether it is confirmed after; null where it was removed. pii=none';
comment on column ${schema}.user_email_address_history.institution_managed_after is
'Whether an institution manages it after; null where it was removed. pii=none';
comment on column ${schema}.user_email_address_history.institution_id_after is
'Which institution manages it after; null where none does, or it was removed. pii=indirect';
comment on column ${schema}.user_email_address_history.changed_at is
'When the change was written; readers see it when its transaction commits. pii=none';
comment on column ${schema}.user_email_address_history.transaction_id is
'The transaction of the change. Readers see all changes of one transaction at once. pii=none';
comment on column ${schema}.user_email_address_history.changed_by_role is
'The database role that changed it. Often a person''s login. pii=indirect';
comment on column ${schema}.user_email_address_history.application_name is
'The application_name of the session; empty where it gave none. pii=none';
comment on column ${schema}.user_email_address_history.acting_user is
'Who acted in the application, as it said by set local useremails.acting_user; null where it did not say. pii=indirect';

comment on column ${schema}.user_email_address_history.change_reason is
'Why, where the application said so by set local useremails.change_reason: bounced, complained, domain_expired, reported, released, or its own words; null where it did not say. pii=indirect';

-- A change is written at one moment and seen by others at another one, when its transaction commits.
create table ${schema}.user_email_transactions (
  -- which; after a restore the server may give the number of a transaction again
  transaction_id xid8        not null,
  began_at       timestamptz not null,

  -- when its changes were there for others
  committed_at   timestamptz not null,

  constraint user_email_transactions_pkey
     primary key (transaction_id, began_at)
);

comment on table ${schema}.user_email_transactions is
'One row for each transaction that changed addresses.
Where a row is missing, as for changes that were kept for long, the time of the change is that of the commit. pii=none';
comment on column ${schema}.user_email_transactions.transaction_id is
'The number of the transaction. pii=none';
comment on column ${schema}.user_email_transactions.began_at is
'When it began. pii=none';
comment on column ${schema}.user_email_transactions.committed_at is
'When it committed: the last moment of which it can know itself. pii=none';

create function ${schema}.record_commit_of_user_email_addresses()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
as $$
begin
  update /* useremails */ ${schema}.user_email_transactions as t
     set committed_at = clock_timestamp()
   where t.transaction_id = new.transaction_id
     and t.began_at = new.began_at;

  -- With "set constraints all immediate" this was not the end.
  perform set_config('useremails.recorded_transaction', '', true);

  return null;
end
$$;

comment on function ${schema}.record_commit_of_user_email_addresses() is
'Trigger: writes down, at commit, when a transaction committed. pii=none';

-- Whoever may execute it could put it on a table of their own, and write here with the rights of its
-- owner. Firing needs no such right.
revoke execute
    on function ${schema}.record_commit_of_user_email_addresses()
  from public;

create constraint trigger user_email_transactions_record_commit
    after insert or update of began_at
       on ${schema}.user_email_transactions
          deferrable initially deferred
 for each row
  execute function ${schema}.record_commit_of_user_email_addresses();

comment on trigger user_email_transactions_record_commit
     on ${schema}.user_email_transactions is
'Once for each transaction, at its end.';

-- With the rights of its owner: whoever may change addresses is recorded, and may not write the
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

-- Whoever may execute it could put it on a table of their own, and write here with the rights of its
-- owner. Firing needs no such right.
revoke execute
    on function ${schema}.record_user_email_address_change()
  from public;

create trigger user_email_addresses_add_history_after_insert
 after insert
    on ${schema}.user_email_addresses
       referencing new table as addresses_after
   for each statement
execute function ${schema}.record_user_email_address_change();

create trigger user_email_addresses_add_history_after_update
 after update
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
                   new table as addresses_after
   for each statement
execute function ${schema}.record_user_email_address_change();

create trigger user_email_addresses_add_history_after_delete
 after delete
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
   for each statement
execute function ${schema}.record_user_email_address_change();

comment on trigger user_email_addresses_add_history_after_insert
     on ${schema}.user_email_addresses is
'Every address that comes is in the history.';
comment on trigger user_email_addresses_add_history_after_update
     on ${schema}.user_email_addresses is
'Every change of an address is in the history; a new updated_at alone is none.';
comment on trigger user_email_addresses_add_history_after_delete
     on ${schema}.user_email_addresses is
'Every address that goes is in the history.';

-- In one place, since what answers the question below must outlast the rest.
create function ${schema}.changes_primary_email(change ${schema}.user_email_address_history)
        returns boolean
       language sql
      immutable
       parallel safe
         return change.primary_before is distinct from change.primary_after
                and (change.primary_before is true or change.primary_after is true)
             or change.primary_after is true
                and change.email_address_before is distinct from change.email_address_after;

comment on function ${schema}.changes_primary_email(${schema}.user_email_address_history) is
'Whether with a change mail goes elsewhere, or nowhere any more. pii=none';

revoke execute
    on function ${schema}.changes_primary_email(${schema}.user_email_address_history)
  from public;

-- For the data team: the day of a question goes into the condition on both times.
-- What a transaction wrote and changed again, nobody else saw: its last change of a user's primary counts. A clock
-- that was set back must not turn a period around, so no period begins before the one ahead of it.
create view ${schema}.user_primary_email_periods as
select p.user_id,
       p.email_address,
       p.valid_from,
       p.valid_to,
       p.merged_into_user_id
  from (
        select c.user_id,
               c.merged_into_user_id,
               c.email_address,
               c.is_primary,
               c.valid_from,
               lead(c.valid_from) over (
                 partition by c.user_id
                     order by c.id) as valid_to
          from (
                select h.id,
                       h.user_id,
                       h.merged_into_user_id,
                       h.email_address_after as email_address,
                       h.primary_after is true as is_primary,
                       h.transaction_id,
                       lead(h.transaction_id) over (
                         partition by h.user_id
                             order by h.id) as next_transaction_id,
                       max(coalesce(t.committed_at, h.changed_at)) over (
                         partition by h.user_id
                             order by h.id) as valid_from
                  from ${schema}.user_email_address_history h
                  left
                  join ${schema}.user_email_transactions t
                    on t.transaction_id = h.transaction_id
                   and t.began_at <= h.changed_at
                   and t.committed_at >= h.changed_at
                 where ${schema}.changes_primary_email(h)
               ) c
         where c.transaction_id is distinct from c.next_transaction_id
       ) p
 where p.is_primary
   and p.valid_from is distinct from p.valid_to;

comment on view ${schema}.user_primary_email_periods is
'One row for each time in which a user received mail at an address, also for users who are gone or were merged.
Periods of one user never overlap; the one without an end is the primary address. Begins when the history begins. A swap within one transaction has no gap. pii=direct';
comment on column ${schema}.user_primary_email_periods.user_id is
'Who the user was at the time: users.id, also after the user is gone or was merged. pii=indirect';
comment on column ${schema}.user_primary_email_periods.email_address is
'Where mail went. pii=direct';
comment on column ${schema}.user_primary_email_periods.valid_from is
'From when on, inclusive. pii=none';
comment on column ${schema}.user_primary_email_periods.valid_to is
'Until when, exclusive; null where it still is. pii=none';
comment on column ${schema}.user_primary_email_periods.merged_into_user_id is
'Into which user that user was merged since: users.id. Null where it was not. pii=indirect';
