-- Keep what is to be told after the commit.
--
-- Why     Mail must not be sent for a change that was rolled back, nor be lost when a process dies after the commit.
-- Phase   expand. Only an application that registers the outbox writes to it.
-- Locks   access exclusive on the new table only.
-- Time    constant.
-- Undo    docs/operations/undo/V13.sql; messages that were not delivered are lost.

set local lock_timeout = '${lock_timeout}';

create table ${schema}.user_email_outbox (
  id                     bigint      not null generated always as identity,

  -- what happened to whom
  user_id                bigint      not null,
  kind                   text        not null,
  email_address          text                 collate "C",
  previous_email_address text                 collate "C",
  reachable              boolean,

  -- who works on it, and until when nobody else does
  claimed_until          timestamptz,

  -- bookkeeping
  created_at             timestamptz not null,

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
                       'erased'))
);

-- The messages of a user in their order, of which only the first can be claimed.
create index user_email_outbox_user_id_id_idx
    on ${schema}.user_email_outbox (user_id, id);

comment on table ${schema}.user_email_outbox is
'Events that were committed and not yet delivered: one row for each.
Written in the transaction of the change, deleted when delivered. pii=direct';
comment on column ${schema}.user_email_outbox.id is
'Key of the row; larger is later within one user. pii=none';
comment on column ${schema}.user_email_outbox.user_id is
'To whom it happened: users.id. pii=indirect';
comment on column ${schema}.user_email_outbox.kind is
'What happened: added, confirmed, confirmation_lost, claimed_for_institution, released_from_institution, primary_changed, removed, entered_by_another, erased. pii=none';
comment on column ${schema}.user_email_outbox.email_address is
'The address it happened to; of a changed primary, where mail goes; null where there is none. pii=direct';
comment on column ${schema}.user_email_outbox.previous_email_address is
'Of a changed primary, where mail went; null otherwise, and for the first address. pii=direct';
comment on column ${schema}.user_email_outbox.reachable is
'Of a release, whether mail goes to an address that belongs to the user; null otherwise. pii=none';
comment on column ${schema}.user_email_outbox.claimed_until is
'Until when somebody is delivering it, UTC; null where nobody has begun. Past where delivery was given up. pii=none';
comment on column ${schema}.user_email_outbox.created_at is
'When the transaction of the event began, UTC. pii=none';
