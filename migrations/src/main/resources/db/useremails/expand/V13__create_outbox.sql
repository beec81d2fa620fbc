-- Keep what is to be told after the commit.
--
-- Why     Mail must not be sent for a change that was rolled back, nor be lost when a process dies after the commit.
-- Phase   expand. Only an application that registers the outbox writes to it.
-- Locks   access exclusive on the new table only.
-- Time    constant.
-- Undo    docs/operations/undo/V13.sql; messages that were not delivered are lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create table ${schema}.user_email_outbox (
  id                     bigint      not null generated always as identity,

  -- what happened to whom
  user_id                bigint      not null,
  kind                   text        not null,
  email_address          text                 collate "C",
  previous_email_address text                 collate "C",
  reachable              boolean,

  -- how often it was given out, until when nobody gets it, and whether anybody still tries
  -- squawk-ignore prefer-bigint-over-int
  attempts               integer     not null default 0,
  claimed_until          timestamptz not null default '-infinity',
  set_apart_at           timestamptz,

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

-- All messages of a user, for an erasure.
create index user_email_outbox_user_id_idx
    on ${schema}.user_email_outbox (user_id);

-- Messages of others that speak of an address, for an erasure, too.
create index user_email_outbox_normalized_email_address_idx
    on ${schema}.user_email_outbox (
       (${schema}.normalized_email_address(coalesce(email_address, previous_email_address)) collate "C"));

-- The messages of a user in their order, of which only the first can be claimed.
create index user_email_outbox_in_order_idx
    on ${schema}.user_email_outbox (user_id, id)
 where set_apart_at is null
   and kind <> 'entered_by_another';

-- What has no place in the order of its user: whatever is free can be claimed.
create index user_email_outbox_entered_by_another_idx
    on ${schema}.user_email_outbox (claimed_until, id)
 where set_apart_at is null
   and kind = 'entered_by_another';

-- What an operator looks at. Few rows, and so no burden to the others.
create index user_email_outbox_set_apart_idx
    on ${schema}.user_email_outbox (id)
 where set_apart_at is not null;

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
comment on column ${schema}.user_email_outbox.attempts is
'How often it was given out: a number from 0. From 0 again when an operator releases it. pii=none';
comment on column ${schema}.user_email_outbox.claimed_until is
'Until when nobody gets it, because somebody is delivering it or has failed to; -infinity where it was never given out. By the clock of the database. pii=none';
comment on column ${schema}.user_email_outbox.set_apart_at is
'When it was given up after too many attempts; null while it is delivered or waits. Later messages of the user do not wait for it. pii=none';
comment on column ${schema}.user_email_outbox.created_at is
'When the transaction of the event began. pii=none';

comment on index ${schema}.user_email_outbox_user_id_idx is
'The messages that go when a user is erased.';
comment on index ${schema}.user_email_outbox_normalized_email_address_idx is
'Messages that speak of an address, which go when its person is erased.';
comment on index ${schema}.user_email_outbox_in_order_idx is
'The messages of each user that are delivered one after the other.';
comment on index ${schema}.user_email_outbox_entered_by_another_idx is
'The messages that are delivered without an order.';
comment on index ${schema}.user_email_outbox_set_apart_idx is
'The messages that wait for an operator.';

-- The work is bounded, whatever lies in front: the oldest messages, then what has no order, then user by user. The
-- last begins at a random user, so that no user waits for ever behind ten thousand others who cannot be served.
create function ${schema}.claim_user_email_messages(
         known_kinds   text[],
         most          integer,
         lease         interval,
         most_attempts integer)
        returns setof ${schema}.user_email_outbox
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  moment  constant timestamptz := clock_timestamp();
  claimed bigint[];
  first   record;
  lowest  bigint;
  start   bigint;
  last    bigint;
  wrapped boolean := false;
begin
  claimed := array(
    select o.id
      from ${schema}.user_email_outbox o
     where o.id = any(array(
             select w.id
               from ${schema}.user_email_outbox w
              where w.set_apart_at is null
              order by w.id
              limit 4 * most + 100))
       and o.set_apart_at is null
       and o.claimed_until <= moment
       and o.kind = any(known_kinds)
       and (   o.kind = 'entered_by_another'
            or not exists (
                 select
                   from ${schema}.user_email_outbox e
                  where e.user_id = o.user_id
                    and e.id < o.id
                    and e.set_apart_at is null
                    and e.kind <> 'entered_by_another'))
     order by o.id
     limit most
       for update of o
      skip locked);

  if cardinality(claimed) < most and 'entered_by_another' = any(known_kinds) then
    claimed := claimed || array(
      select o.id
        from ${schema}.user_email_outbox o
       where o.set_apart_at is null
         and o.kind = 'entered_by_another'
         and o.claimed_until <= moment
         and o.id <> all(claimed)
       order by o.claimed_until,
                o.id
       limit most - cardinality(claimed)
         for update of o
        skip locked);
  end if;

  if cardinality(claimed) < most then
    lowest := (
      select o.user_id
        from ${schema}.user_email_outbox o
       where o.set_apart_at is null
         and o.kind <> 'entered_by_another'
       order by o.user_id
       limit 1);
    start := (
      select lowest + floor(random()::numeric * (o.user_id::numeric - lowest::numeric))::bigint
        from ${schema}.user_email_outbox o
       where o.set_apart_at is null
         and o.kind <> 'entered_by_another'
       order by o.user_id desc
       limit 1);
    last := start;

    for step in 1 .. 10000 loop
      -- The user at whom it began comes last.
      select o.id,
             o.user_id,
             o.kind,
             o.claimed_until
        into first
        from ${schema}.user_email_outbox o
       where o.set_apart_at is null
         and o.kind <> 'entered_by_another'
         and o.user_id > last
       order by o.user_id,
                o.id
       limit 1;

      if not found and not wrapped then
        wrapped := true;
        select o.id,
               o.user_id,
               o.kind,
               o.claimed_until
          into first
          from ${schema}.user_email_outbox o
         where o.set_apart_at is null
           and o.kind <> 'entered_by_another'
         order by o.user_id,
                  o.id
         limit 1;
      end if;

      exit when first.user_id is null or wrapped and first.user_id > start;
      last := first.user_id;

      if first.claimed_until <= moment
         and first.kind = any(known_kinds)
         and first.id <> all(claimed) then
        claimed := claimed || array(
          select o.id
            from ${schema}.user_email_outbox o
           where o.id = first.id
             and o.set_apart_at is null
             and o.claimed_until <= moment
             for update of o
            skip locked);
        exit when cardinality(claimed) = most;
      end if;
    end loop;
  end if;

  -- Nobody has reported that these failed: whoever tried did not live to do so.
  update ${schema}.user_email_outbox as o
     set set_apart_at = moment
   where o.id = any(claimed)
     and o.attempts >= most_attempts;

  return query
  update ${schema}.user_email_outbox as o
     set attempts = o.attempts + 1,
         claimed_until = moment + lease
   where o.id = any(claimed)
     and o.set_apart_at is null
  returning o.*;
end
$$;

comment on function ${schema}.claim_user_email_messages(text[], integer, interval, integer) is
'Takes messages to deliver, at most the given number: of each user the first, if it is free and of a known kind. Nobody else gets them until the lease ends. A message that was given out too often is set apart instead. pii=direct';

revoke execute
    on function ${schema}.claim_user_email_messages(text[], integer, interval, integer)
  from public;
