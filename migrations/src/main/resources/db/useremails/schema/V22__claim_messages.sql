-- Create the function that claims outbox messages.
--
-- Why     Several workers deliver at once, and each user's messages stay in order.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The work is bounded: first the oldest messages, then those without an order, then user by user. The last search
-- begins at a random user, so that no user waits forever behind ten thousand others whose messages cannot be claimed.
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
              where w.suspended_at is null
              order by w.id
              limit 4 * most + 100))
       and o.suspended_at is null
       and o.claimed_until <= moment
       and o.kind = any(known_kinds)
       and (   o.kind = 'entered_by_another'
            or not exists (
                 select
                   from ${schema}.user_email_outbox e
                  where e.user_id = o.user_id
                    and e.id < o.id
                    and e.suspended_at is null
                    and e.kind <> 'entered_by_another'))
     order by o.id
     limit most
       for update of o
      skip locked);

  if cardinality(claimed) < most and 'entered_by_another' = any(known_kinds) then
    claimed := claimed || array(
      select o.id
        from ${schema}.user_email_outbox o
       where o.suspended_at is null
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
       where o.suspended_at is null
         and o.kind <> 'entered_by_another'
       order by o.user_id
       limit 1);
    start := (
      select lowest + floor(random()::numeric * (o.user_id::numeric - lowest::numeric))::bigint
        from ${schema}.user_email_outbox o
       where o.suspended_at is null
         and o.kind <> 'entered_by_another'
       order by o.user_id desc
       limit 1);
    last := start;

    for step in 1 .. 10000 loop
      -- The search began after this user, so the user comes last.
      select o.id,
             o.user_id,
             o.kind,
             o.claimed_until
        into first
        from ${schema}.user_email_outbox o
       where o.suspended_at is null
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
         where o.suspended_at is null
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
             and o.suspended_at is null
             and o.claimed_until <= moment
             for update of o
            skip locked);
        exit when cardinality(claimed) = most;
      end if;
    end loop;
  end if;

  -- The worker that claimed these messages ended before it could report a failure.
  update ${schema}.user_email_outbox as o
     set suspended_at = moment
   where o.id = any(claimed)
     and o.attempts >= most_attempts;

  return query
  update ${schema}.user_email_outbox as o
     set attempts = o.attempts + 1,
         claimed_until = moment + lease
   where o.id = any(claimed)
     and o.suspended_at is null
  returning o.*;
end
$$;

comment on function ${schema}.claim_user_email_messages(text[], integer, interval, integer) is
'Claims up to the given number of messages for delivery: the first message of each user, if it is free and of a known kind. No other worker gets them until the lease ends. A message that was claimed too often is suspended instead. pii=direct';

revoke execute
    on function ${schema}.claim_user_email_messages(text[], integer, interval, integer)
  from public;
