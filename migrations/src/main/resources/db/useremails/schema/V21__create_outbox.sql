-- Create the outbox.
--
-- Why     Mail must not be sent for a change that was rolled back, nor lost if a process dies after the commit.
-- Locks   access exclusive on the new table only.
-- Time    constant.
-- Undo    uninstall.sql; undelivered messages are lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create table ${schema}.user_email_outbox (
  id                     bigint      not null generated always as identity,

  -- the user and the event
  user_id                bigint      not null,
  kind                   text        not null,
  email_address          text                 collate "C",
  previous_email_address text                 collate "C",
  reachable              boolean,

  -- the state of delivery
  -- squawk-ignore prefer-bigint-over-int
  attempts               integer     not null default 0,
  claimed_until          timestamptz not null default '-infinity',
  suspended_at           timestamptz,

  -- bookkeeping
  created_at             timestamptz not null default now(),

  constraint user_email_outbox_pkey
     primary key (id),

  constraint user_email_outbox_kind_is_known
       check (kind in ('added',
                       'confirmed',
                       'confirmation_lost',
                       'claimed_for_institution',
                       'released_from_institution',
                       'primary_changed',
                       'removed',
                       'entered_by_another',
                       'erased')),

  constraint user_email_outbox_attempts_are_counted
       check (attempts >= 0)
);

comment on table ${schema}.user_email_outbox is
'Events that were committed and not yet delivered: one row for each event.
Written in the transaction of the change, deleted after delivery. pii=direct';
comment on column ${schema}.user_email_outbox.id is
'Key of the row, ascending with time within one user. pii=none';
comment on column ${schema}.user_email_outbox.user_id is
'The user of the event: users.id. pii=indirect';
comment on column ${schema}.user_email_outbox.kind is
'What happened: added, confirmed, confirmation_lost, claimed_for_institution, released_from_institution, primary_changed, removed, entered_by_another, erased. pii=none';
comment on column ${schema}.user_email_outbox.email_address is
'The address of the event; for primary_changed the new primary address, null if there is none. pii=direct';
comment on column ${schema}.user_email_outbox.previous_email_address is
'For primary_changed the old primary address; null otherwise, and for the first address. pii=direct';
comment on column ${schema}.user_email_outbox.reachable is
'For a release, whether the user still receives mail at an address that belongs to the user; null otherwise. pii=none';
comment on column ${schema}.user_email_outbox.attempts is
'How often the message was claimed for delivery: a number from 0. Reset to 0 when an operator releases the message. pii=none';
comment on column ${schema}.user_email_outbox.claimed_until is
'The message cannot be claimed before this time, because a worker is delivering it or has failed to; -infinity if it was never claimed. By the clock of the database. pii=none';
comment on column ${schema}.user_email_outbox.suspended_at is
'When delivery was given up after too many attempts; null while the message is being delivered or waits. Later messages of the user do not wait for it. pii=none';
comment on column ${schema}.user_email_outbox.created_at is
'When the transaction of the event began. pii=none';

-- All messages of a user, for an erasure.
create index user_email_outbox_user_id_idx
    on ${schema}.user_email_outbox (user_id);

comment on index ${schema}.user_email_outbox_user_id_idx is
'The messages that are deleted when a user is erased.';

-- Messages of other users that contain an address, also for an erasure.
create index user_email_outbox_normalized_email_address_idx
    on ${schema}.user_email_outbox (
       (${schema}.normalized_email_address(coalesce(email_address, previous_email_address)) collate "C"));

comment on index ${schema}.user_email_outbox_normalized_email_address_idx is
'Messages that contain an address; deleted when its person is erased.';

-- The messages of a user in their order, of which only the first can be claimed.
create index user_email_outbox_in_order_idx
    on ${schema}.user_email_outbox (user_id, id)
 where suspended_at is null
   and kind <> 'entered_by_another';

comment on index ${schema}.user_email_outbox_in_order_idx is
'The messages of each user that are delivered one after the other.';

-- Messages outside the order of their user: each can be claimed as soon as it is free.
create index user_email_outbox_entered_by_another_idx
    on ${schema}.user_email_outbox (claimed_until, id)
 where suspended_at is null
   and kind = 'entered_by_another';

comment on index ${schema}.user_email_outbox_entered_by_another_idx is
'The messages that are delivered in no particular order.';

-- The messages for an operator. They are few, so the index costs little.
create index user_email_outbox_suspended_idx
    on ${schema}.user_email_outbox (id)
 where suspended_at is not null;

comment on index ${schema}.user_email_outbox_suspended_idx is
'The messages that wait for an operator.';
