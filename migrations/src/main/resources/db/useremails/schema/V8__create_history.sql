-- Create the history of addresses and the times of commits.
--
-- Why     "Why does this person get no mail?" and "who owned the address then?" are asked months later.
-- Locks   access exclusive on the new tables only.
-- Time    constant.
-- Undo    uninstall.sql; the history is lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create table ${schema}.user_email_address_history (
  id                         bigint      not null generated always as identity,

  -- the user and the row; without a foreign key, since the history outlives both
  user_id                    bigint      not null,
  user_email_address_id      bigint      not null,

  -- the user after a merge
  merged_into_user_id        bigint,

  -- the state before
  email_address_before       text                 collate "C",
  primary_before             boolean,
  confirmed_before           boolean,
  institution_managed_before boolean,
  institution_id_before      bigint,

  -- the state after
  email_address_after        text                 collate "C",
  primary_after              boolean,
  confirmed_after            boolean,
  institution_managed_after  boolean,
  institution_id_after       bigint,

  -- time and origin of the change
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

comment on table ${schema}.user_email_address_history is
'One row for each change of an address: the columns before are null if it was added, the columns after if it was removed.
Filled by a trigger, so every writer is recorded. Erasing a user deletes the user''s rows. pii=direct';
comment on column ${schema}.user_email_address_history.id is
'Key of the row, ascending with time within one user. pii=none';
comment on column ${schema}.user_email_address_history.user_id is
'The user who had or got the address: users.id, kept after the user is deleted or merged. pii=indirect';
comment on column ${schema}.user_email_address_history.user_email_address_id is
'The address of the user: user_email_addresses.id, kept after the row is deleted. pii=indirect';
comment on column ${schema}.user_email_address_history.merged_into_user_id is
'The user who replaced that user in a merge: users.id. Null if not merged. pii=indirect';
comment on column ${schema}.user_email_address_history.email_address_before is
'The address before the change; null if it was added. pii=direct';
comment on column ${schema}.user_email_address_history.primary_before is
'Whether the address was primary before; null if it was added. pii=none';
comment on column ${schema}.user_email_address_history.confirmed_before is
'Whether the address was confirmed before; null if it was added. pii=none';
comment on column ${schema}.user_email_address_history.institution_managed_before is
'Whether an institution managed the address before; null if it was added. pii=none';
comment on column ${schema}.user_email_address_history.institution_id_before is
'The institution that managed the address before; null if none did, or if it was added. pii=indirect';
comment on column ${schema}.user_email_address_history.email_address_after is
'The address after the change; null if it was removed. pii=direct';
comment on column ${schema}.user_email_address_history.primary_after is
'Whether the address is primary after; null if it was removed. pii=none';
comment on column ${schema}.user_email_address_history.confirmed_after is
'Whether the address is confirmed after; null if it was removed. pii=none';
comment on column ${schema}.user_email_address_history.institution_managed_after is
'Whether an institution manages the address after; null if it was removed. pii=none';
comment on column ${schema}.user_email_address_history.institution_id_after is
'The institution that manages the address after; null if none does, or if it was removed. pii=indirect';
comment on column ${schema}.user_email_address_history.changed_at is
'When the change was written; readers see it once its transaction commits. pii=none';
comment on column ${schema}.user_email_address_history.transaction_id is
'The transaction of the change. Readers see all changes of one transaction at once. pii=none';
comment on column ${schema}.user_email_address_history.changed_by_role is
'The database role that made the change. Often a person''s login. pii=indirect';
comment on column ${schema}.user_email_address_history.application_name is
'The application_name of the session; empty if not set. pii=none';
comment on column ${schema}.user_email_address_history.acting_user is
'The user of the application who made the change, from set local useremails.acting_user; null if not set. pii=indirect';
comment on column ${schema}.user_email_address_history.change_reason is
'The reason, from set local useremails.change_reason: bounced, complained, domain_expired, reported, released, or the application''s own words; null if not set. pii=indirect';

-- Answers "What was this user's address on that day?", and serves erasure.
create index user_email_address_history_user_id_changed_at_idx
    on ${schema}.user_email_address_history (user_id, changed_at);

-- Erasure of a person who had another user before a merge.
create index user_email_address_history_merged_into_user_id_idx
    on ${schema}.user_email_address_history (merged_into_user_id)
 where merged_into_user_id is not null;

-- Deletion of rows that are past their retention.
create index user_email_address_history_changed_at_idx
    on ${schema}.user_email_address_history (changed_at);

-- Other users who had an address. Not concurrently: in a new database the history is empty.
-- squawk-ignore require-concurrent-index-creation
create index user_email_address_history_normalized_email_address_idx
    on ${schema}.user_email_address_history (
       (${schema}.normalized_email_address(coalesce(email_address_after, email_address_before)) collate "C"));

comment on index ${schema}.user_email_address_history_normalized_email_address_idx is
'Finds an address in the history of other users, for an erasure.';

-- A change is written at one moment, and becomes visible to others when its transaction commits.
create table ${schema}.user_email_transactions (
  -- the transaction; after a restore the server may assign the same number again
  transaction_id xid8        not null,
  began_at       timestamptz not null,

  -- when its changes became visible to others
  committed_at   timestamptz not null,

  constraint user_email_transactions_pkey
     primary key (transaction_id, began_at)
);

comment on table ${schema}.user_email_transactions is
'One row for each transaction that changed addresses.
If a row is missing, because the history is older than its retention, the time of the change is the time of the commit. pii=none';
comment on column ${schema}.user_email_transactions.transaction_id is
'The transaction id. pii=none';
comment on column ${schema}.user_email_transactions.began_at is
'When the transaction began. pii=none';
comment on column ${schema}.user_email_transactions.committed_at is
'When the transaction committed: the latest time that it can record itself. pii=none';

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

  -- With "set constraints all immediate" the trigger fired before the last statement.
  perform set_config('useremails.recorded_transaction', '', true);

  return null;
end
$$;

comment on function ${schema}.record_commit_of_user_email_addresses() is
'Trigger: records, at commit, when a transaction committed. pii=none';

-- A role that may execute a security definer trigger function could attach it to a table of its own. Triggers fire
-- without this privilege.
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
'Fires once for each transaction, at its end.';
