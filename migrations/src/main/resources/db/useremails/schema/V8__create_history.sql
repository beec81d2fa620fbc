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

  -- when, and the role
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

-- Who else had an address. Not concurrently: on a new database the history is empty.
-- squawk-ignore require-concurrent-index-creation
create index user_email_address_history_normalized_email_address_idx
    on ${schema}.user_email_address_history (
       (${schema}.normalized_email_address(coalesce(email_address_after, email_address_before)) collate "C"));

comment on index ${schema}.user_email_address_history_normalized_email_address_idx is
'What the history of others says of an address, for an erasure.';

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
'Once for each transaction, at its end.';
