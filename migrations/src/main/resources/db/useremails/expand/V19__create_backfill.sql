-- Have a way to copy the addresses that stood before forwarding began.
--
-- Why     Forwarding sees only what is written; most users write nothing for months.
-- Phase   expand. Nothing is copied yet.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V19.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

select ${schema}.require_conditions_of_the_move(
         $condition$ ${legacy_confirmed} $condition$,
         $condition$ ${legacy_institution_managed} $condition$,
         $condition$ ${legacy_confirmed_at} $condition$,
         $condition$ ${legacy_created_at} $condition$);

-- The tables are being filled while their statistics say that they are empty, and a call of the procedure keeps
-- its plans to its end. So no statement leaves the planner a choice: each reads one table by its key, and looks
-- into the others by an index for each row.

-- The other way round, after the column was brought back. The lock comes in a statement of its own: one
-- statement would see the addresses as they were before it waited for the lock.
create function ${schema}.fill_legacy_email_addresses(after_id bigint, up_to_id bigint, batch integer)
        returns table (
          last_id bigint,
          seen    integer,
          taken   integer,
          apart   bigint[])
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  ids bigint[];
begin
  select array_agg(l.id)
    into ids
    from (
           select u.${users_key} as id
             from ${schema}.${users_table} u
            where u.${users_key} > after_id
              and u.${users_key} <= up_to_id
            order by u.${users_key}
            limit batch
              for no key update) l;

  select count(w.written)
    into taken
    from (
           select ${schema}.write_legacy_email_address(
                    e.user_id,
                    e.email_address,
                    e.confirmed,
                    e.confirmed_at,
                    e.institution_managed,
                    e.institution_id) as written
             from ${schema}.user_email_addresses e
            where e.user_id = any(ids)
              and e.primary) w;

  -- Who has no address, and was given one in the column before forwarding was back.
  select array_agg(u.${users_key})
    into apart
    from ${schema}.${users_table} u
   where u.${users_key} = any(ids)
     and not ${schema}.is_blank_email_address(u.${legacy_column})
     and (
           select e.id
             from ${schema}.user_email_addresses e
            where e.user_id = u.${users_key}
            limit 1) is null;

  last_id := (select max(i) from unnest(ids) as i);
  seen := coalesce(cardinality(ids), 0);
  return next;
end
$$;

comment on function ${schema}.fill_legacy_email_addresses(bigint, bigint, integer) is
'Fills the legacy column of the next users from their primary addresses. pii=none';

revoke execute
    on function ${schema}.fill_legacy_email_addresses(bigint, bigint, integer)
  from public;

-- Copies the next users. The lock of the rows is what keeps a change that is made at the moment: without
-- it, the old value would be copied and forwarded back over the new one. Whoever waits for one of the
-- rows waits for the time of a batch, and while the batch waits for others: so it waits for a fifth of the
-- lock timeout only.
create function ${schema}.copy_legacy_email_addresses(batch integer)
        returns integer
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set lock_timeout = '${lock_timeout}'
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  progress        ${schema}.user_email_move;
  one             bigint;
  last_id         bigint;
  seen            integer := 0;
  taken           integer := 0;
  apart           bigint[];
  -- A constant says nothing of an address that is there.
  takes_confirmed constant boolean := lower(btrim($condition$ ${legacy_confirmed} $condition$)) not in ('true', 'false');
  takes_managed   constant boolean := lower(btrim($condition$ ${legacy_institution_managed} $condition$)) not in ('true', 'false');
  turned_on_at    timestamptz;
  is_stale        boolean;
begin
  -- A snapshot that is older than the lock of a row would not see what was written before the lock was had.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'addresses are copied in transactions of isolation level read committed, and this one is %',
        current_setting('transaction_isolation')
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'begin isolation level read committed';
  end if;

  perform set_config('lock_timeout', greatest(1, s.setting::integer / 5)::text, true)
     from pg_settings s
    where s.name = 'lock_timeout';

  -- What a crash of the server loses of it is copied again, so the commit need not wait for the disk.
  perform set_config('synchronous_commit', 'off', true);

  -- Of two at once, one waits for the batch of the other.
  select m.*
    into progress
    from ${schema}.user_email_move m
     for update;

  if progress.finished_at is not null then
    return 0;
  end if;

  if progress.started_at is null then
    -- Users who come later are forwarded, and a limit that moves is never reached.
    select coalesce(min(u.${users_key}), 0),
           coalesce(min(u.${users_key}), 0) - 1,
           coalesce(max(u.${users_key}), 0)
      into progress.first_id,
           progress.cursor_id,
           progress.upper_id
      from ${schema}.${users_table} u;

    perform ${schema}.note_move_event('began', 'backfill');
  end if;

  select max(v.happened_at)
    into turned_on_at
    from ${schema}.user_email_move_events v
   where v.step = 'forwarding'
     and v.event = 'turned_on';

  if progress.from_addresses then
    select f.last_id,
           f.seen,
           f.taken,
           f.apart
      into last_id,
           seen,
           taken,
           apart
      from ${schema}.fill_legacy_email_addresses(progress.cursor_id, progress.upper_id, batch) f;
  else
    begin
      with looked as (
             select u.${users_key} as id,
                    case when not ${schema}.is_blank_email_address(u.${legacy_column}) then u.${legacy_column}::text end as address,
                    ${schema}.normalized_email_address(u.${legacy_column}) collate "C" as key,
                    -- The conditions themselves: a call of their functions for each row would cost a tenth.
                    coalesce((${legacy_confirmed}), false) as is_confirmed,
                    coalesce((${legacy_institution_managed}), false) as is_managed,
                    (${legacy_confirmed_at})::timestamptz as proved_at,
                    (${legacy_created_at})::timestamptz as created_at
               from ${schema}.${users_table} u
              where u.${users_key} > progress.cursor_id
                and u.${users_key} <= progress.upper_id
              order by u.${users_key}
              limit batch
                for no key update),
           -- Of those in the batch who claim one address, the first gets it.
           placed as (
             select l.*,
                    row_number() over (
                      partition by l.key
                          order by l.is_confirmed or l.is_managed desc,
                                   l.id) as place,
                    (
                      select e.id
                        from ${schema}.user_email_addresses e
                       where e.user_id = l.id
                       limit 1) is not null as has_one,
                    (
                      select o.id
                        from ${schema}.user_email_addresses o
                       where o.normalized_email_address = l.key
                         and (o.confirmed or o.institution_managed)) is not null as is_claimed
               from looked l),
           settled as (
             select p.*,
                    p.address is not null
                      and octet_length(p.key) <= 2000
                      and (   p.place = 1
                           or not (p.is_confirmed or p.is_managed))
                      and not p.has_one
                      and not p.is_claimed as is_kept
               from placed p),
           kept as (
             insert into ${schema}.user_email_addresses (
               user_id,
               email_address,
               normalized_email_address,
               "primary",
               confirmed,
               institution_managed,
               confirmed_at,
               created_at)
             select s.id,
                    s.address,
                    s.key,
                    true,
                    s.is_confirmed,
                    s.is_managed,
                    case when s.is_confirmed then s.proved_at end,
                    coalesce(s.created_at, now())
               from settled s
              where s.is_kept)
      select max(s.id),
             count(*),
             count(*) filter (where s.is_kept),
             array_agg(s.id order by s.id) filter (
               where not s.is_kept
                 and (   s.address is distinct from (
                           select e.email_address
                             from ${schema}.user_email_addresses e
                            where e.user_id = s.id
                              and e.primary)
                      or (
                           select     takes_confirmed and e.confirmed <> s.is_confirmed
                                   or takes_managed and e.institution_managed <> s.is_managed
                             from ${schema}.user_email_addresses e
                            where e.user_id = s.id
                              and e.primary)))
        into last_id,
             seen,
             taken,
             apart
        from settled s;
    exception
      -- Somebody came in the way at this moment, or a row cannot be kept at all. The batch is gone through
      -- one by one: "on conflict" would cost each of the others a sixth.
      when integrity_constraint_violation
        or program_limit_exceeded
        or data_exception
        or cardinality_violation
        or feature_not_supported
        or syntax_error_or_access_rule_violation
        or plpgsql_error
        or sql_routine_exception
        or external_routine_exception then
        select max(l.id),
               count(*),
               array_agg(l.id order by l.id) filter (
                 where l.address is distinct from (
                         select e.email_address
                           from ${schema}.user_email_addresses e
                          where e.user_id = l.id
                            and e.primary)
                    or (
                         select     takes_confirmed and e.confirmed <> l.is_confirmed
                                 or takes_managed and e.institution_managed <> l.is_managed
                           from ${schema}.user_email_addresses e
                          where e.user_id = l.id
                            and e.primary))
          into last_id,
               seen,
               apart
          from (
                 select u.${users_key} as id,
                        case when not ${schema}.is_blank_email_address(u.${legacy_column}) then u.${legacy_column}::text end as address,
                        ${schema}.legacy_email_is_confirmed(u) as is_confirmed,
                        ${schema}.legacy_email_is_institution_managed(u) as is_managed
                   from ${schema}.${users_table} u
                  where u.${users_key} > progress.cursor_id
                    and u.${users_key} <= progress.upper_id
                  order by u.${users_key}
                  limit batch
                    for no key update) l;
    end;
  end if;

  for one in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} = any(apart)
     order by u.${users_key}
       for no key update
  loop
    -- What the row said while forwarding was off is not known to an address that was not written since.
    is_stale := (
                  select true
                    from ${schema}.user_email_address_history h
                   where h.user_id = one
                     and h.changed_at >= turned_on_at
                   limit 1) is not true;

    perform ${schema}.keep_legacy_email_address(one, true, is_stale and takes_confirmed, is_stale and takes_managed);

    if exists (
         select
           from ${schema}.user_email_addresses e
          where e.user_id = one)
       and not exists (
             select
               from ${schema}.user_email_legacy_conflicts c
              where c.user_id = one)
    then
      taken := taken + 1;
    end if;
  end loop;

  -- What stood in the way at the time may have moved since.
  if seen < batch then
    perform ${schema}.retry_legacy_conflicts(batch);
  end if;

  update ${schema}.user_email_move as m
     set first_id = progress.first_id,
         cursor_id = coalesce(last_id, progress.upper_id),
         upper_id = progress.upper_id,
         looked_at = m.looked_at + seen,
         copied = m.copied + taken,
         run_began_at = case
                          when m.last_batch_at > now() - interval '30 seconds'
                          then m.run_began_at
                          else now()
                        end,
         run_looked_at = case
                           when m.last_batch_at > now() - interval '30 seconds'
                           then m.run_looked_at
                           else m.looked_at
                         end,
         last_batch_at = now(),
         started_at = coalesce(m.started_at, now()),
         finished_at = case when seen < batch then clock_timestamp() end
  returning m.*
       into progress;

  if progress.finished_at is not null then
    perform ${schema}.note_move_event(
              'finished',
              'backfill',
              format(
                '%s users looked at, %s addresses copied, %s conflicts',
                progress.looked_at,
                progress.copied,
                (
                  select count(*)
                    from ${schema}.user_email_legacy_conflicts c)));
  end if;

  return seen;
end
$$;

comment on function ${schema}.copy_legacy_email_addresses(integer) is
'Copies the legacy addresses of the next users, at most so many, and returns how many it looked at; 0 when all are done. One transaction of the caller. pii=none';

revoke execute
    on function ${schema}.copy_legacy_email_addresses(integer)
  from public;

-- What a role may not see of a replica is null, and would look like no lag. A replica that replays nothing at the
-- moment has no lag, too, so the state tells which it is.
create function ${schema}.user_email_replicas()
        returns table (
          replicas integer,
          lag      interval)
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
       select
         from pg_stat_replication r
        where r.state is null) then
    raise exception 'role % may not see how far replicas are behind', current_user
      using errcode = 'insufficient_privilege',
            hint = format('grant pg_monitor to %I', current_user);
  end if;

  return query
  select count(*)::integer,
         max(case
               when r.state = 'streaming' then coalesce(r.replay_lag, interval '0')
               else interval '1 year'
             end)
    from pg_stat_replication r
   where r.state in ('streaming', 'catchup');
end
$$;

comment on function ${schema}.user_email_replicas() is
'How many replicas are connected, and how far the slowest is behind; null without replicas. Fails for a role that may not see it. pii=none';

revoke execute
    on function ${schema}.user_email_replicas()
  from public;

-- Asked between two batches, by whoever copies. With the rights of the one who asks, who may see more than the owner.
create function ${schema}.user_email_backfill_obstacle(maximum_lag interval, known_replicas integer)
        returns text
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  reason   text;
  replicas record;
begin
  select 'paused: ' || m.paused_because
    into reason
    from ${schema}.user_email_move m
   where m.paused_at is not null;

  if reason is not null then
    return reason;
  end if;

  if maximum_lag is not null then
    select r.*
      into replicas
      from ${schema}.user_email_replicas() r;

    if replicas.replicas < known_replicas then
      return 'a replica has disconnected';
    elsif replicas.lag > maximum_lag then
      return 'a replica is behind';
    end if;
  end if;

  select case
           when not l.granted then format('process %s waits for a lock on %s', l.pid, l.relation::regclass)
           else format('autovacuum (process %s) works on %s', l.pid, l.relation::regclass)
         end
    into reason
    from pg_locks l
    join pg_stat_activity a
      on a.pid = l.pid
   where l.relation in ('${schema}.${users_table}'::regclass, '${schema}.user_email_addresses'::regclass)
     and l.database = (
           select d.oid
             from pg_database d
            where d.datname = current_database())
     and (   not l.granted
             and l.waitstart < clock_timestamp() - interval '1 second'
          or l.granted
             and l.mode = 'ShareUpdateExclusiveLock'
             and a.usesysid is null)
   order by l.granted,
            l.pid
   limit 1;

  return reason;
end
$$;

comment on function ${schema}.user_email_backfill_obstacle(interval, integer) is
'Why the backfill should rest at the moment: somebody paused it, a replica is further behind than so long or fewer are connected than so many, a session waits for a lock, autovacuum works; null where nothing is in the way. A null lag looks at no replica. pii=none';

revoke execute
    on function ${schema}.user_email_backfill_obstacle(interval, integer)
  from public;

create function ${schema}.pause_user_email_move(reason text)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  if coalesce(btrim(reason), '') = ''
     or length(reason) > 500
     or reason ~ '[[:cntrl:]]'
  then
    raise exception 'a pause has a reason of 1 to 500 characters in one line'
      using errcode = 'invalid_parameter_value';
  end if;

  update ${schema}.user_email_move as m
     set paused_at = coalesce(m.paused_at, now()),
         paused_because = reason
   where m.finished_at is null;

  if not found then
    raise exception 'there is no backfill to pause: it is finished'
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  perform ${schema}.note_move_event('paused', 'backfill', reason);
end
$$;

comment on function ${schema}.pause_user_email_move(text) is
'Makes the backfill rest after its batch, whoever runs it, until it is resumed; forwarding goes on. Give a reason. pii=none';

revoke execute
    on function ${schema}.pause_user_email_move(text)
  from public;

create function ${schema}.resume_user_email_move()
        returns boolean
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  update ${schema}.user_email_move as m
     set paused_at = null,
         paused_because = null
   where m.paused_at is not null;

  if found then
    perform ${schema}.note_move_event('resumed', 'backfill');
  end if;

  return found;
end
$$;

comment on function ${schema}.resume_user_email_move() is
'Lets the backfill go on, if its process is still there; returns whether it was paused. pii=none';

revoke execute
    on function ${schema}.resume_user_email_move()
  from public;

-- For monitoring: no table is read but those of the move.
create function ${schema}.user_email_move_progress()
        returns table (
          step           text,
          forwarding     text,
          percent        numeric,
          users_a_second numeric,
          ends_about     timestamptz,
          resting        text,
          looked_at      bigint,
          copied         bigint,
          conflicts      bigint,
          started_at     timestamptz,
          finished_at    timestamptz)
       language plpgsql
         stable
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  m      ${schema}.user_email_move;
  is_on  boolean;
  latest ${schema}.user_email_move_events;
begin
  select w.*
    into m
    from ${schema}.user_email_move w;

  -- The triggers are there since forwarding began; an emergency stop leaves them, and empties what they call.
  select bool_and(g.tgenabled in ('O', 'A') and p.prosrc ~ '(perform|update|select) ')
    into is_on
    from pg_trigger g
    join pg_proc p
      on p.oid = g.tgfoid
   where g.tgrelid in ('${schema}.${users_table}'::regclass, '${schema}.user_email_addresses'::regclass)
     and p.pronamespace = '${schema}'::regnamespace
     and p.proname in ('forward_legacy_email_address',
                       'forward_primary_email_address',
                       'clear_legacy_email_address');

  select e.*
    into latest
    from ${schema}.user_email_move_events e
   where e.step = 'backfill'
   order by e.id desc
   limit 1;

  step := case
            -- Where the column is coming back, its forwarding is on.
            when m.dropped_at is not null and is_on is null then 'contract'
            when is_on is null then 'structure'
            when m.started_at is null and m.finished_at is null then 'forwarding'
            when m.finished_at is null then 'backfill'
            when m.verified_at is not null then 'verification'
            else 'backfill'
          end;
  forwarding := case
                  when is_on then 'on'
                  when is_on is null then 'not begun'
                  else 'OFF'
                end;
  percent := case
               when m.finished_at is not null then 100
               when m.started_at is null then 0
               else round(100.0 * (m.cursor_id - m.first_id + 1) / greatest(1, m.upper_id - m.first_id + 1), 1)
             end;
  users_a_second := round(
                      (m.looked_at - m.run_looked_at)
                      / nullif(extract(epoch from coalesce(m.finished_at, clock_timestamp()) - m.run_began_at), 0));
  -- As many users as there were for each id until now.
  ends_about := case
                  when m.finished_at is null and m.paused_at is null and users_a_second > 0
                  then now() + interval '1 second'
                       * (m.upper_id - m.cursor_id)
                       * m.looked_at / greatest(1, m.cursor_id - m.first_id + 1)
                       / users_a_second
                end;
  resting := case
               when m.finished_at is not null then null
               when m.paused_at is not null then 'paused: ' || m.paused_because
               when latest.event = 'held' then 'held: ' || latest.detail
             end;
  looked_at := m.looked_at;
  copied := m.copied;
  started_at := m.started_at;
  finished_at := m.finished_at;

  if to_regclass('${schema}.user_email_legacy_conflicts') is not null then
    select count(*)
      into conflicts
      from ${schema}.user_email_legacy_conflicts c
     where c.accepted_at is null;
  end if;

  return next;
end
$$;

comment on function ${schema}.user_email_move_progress() is
'Where the move stands: one row, with the last step that was begun, whether both sides are kept alike, how far the backfill is by the ids, its rate and end, and why it rests. pii=none';

revoke execute
    on function ${schema}.user_email_move_progress()
  from public;

-- Commits each batch, so it must be called outside of a transaction. It may be ended at any moment, and
-- goes on where it stopped. A batch has as many users as fit its time, and no fewer than some hundred, unless a row
-- is held: that is waited for with pauses, in batches that become smaller.
create procedure ${schema}.backfill_user_email_addresses(
                   batch_milliseconds integer default 200,
                   rest_milliseconds integer default 0,
                   maximum_lag interval default null)
       language plpgsql
as $$
declare
  batch        integer := 500;
  looked_at    integer;
  refusals     integer := 0;
  began        timestamp with time zone;
  took         double precision;
  lag          interval := maximum_lag;
  replicas     integer := 0;
  asked_at     timestamp with time zone;
  obstacle     pg_catalog.text;
  held_because pg_catalog.text;
  held_since   timestamp with time zone;
  is_patient   boolean := true;
begin
  -- What the role may not see is an error only where somebody asked for it.
  begin
    select r.replicas
      into replicas
      from ${schema}.user_email_replicas() r;
    lag := coalesce(lag, interval '10 seconds');
  exception
    when insufficient_privilege then
      if maximum_lag is not null then
        raise;
      end if;

      raise warning 'the backfill does not wait for replicas: role % may not see how far they are behind', current_user
        using hint = pg_catalog.format('grant pg_monitor to %I', current_user);
  end;

  loop
    commit;
    set transaction isolation level read committed;

    if asked_at is null
       or held_because is not null
       or asked_at < pg_catalog.clock_timestamp() - interval '1 second'
    then
      asked_at := pg_catalog.clock_timestamp();
      obstacle := ${schema}.user_email_backfill_obstacle(lag, replicas);

      -- Some vacuums take hours, and some sessions wait for ever.
      is_patient := obstacle is null
                    or obstacle ~ '^(paused|a replica)'
                    or is_patient and coalesce(asked_at - held_since < interval '10 minutes', true);

      if obstacle = 'a replica has disconnected' and asked_at - held_since > interval '1 minute' then
        if maximum_lag is not null then
          raise exception 'a replica has disconnected, so nobody knows how far it is behind'
            using errcode = 'object_not_in_prerequisite_state',
                  hint = 'What was copied stays. Run it again when the replica is back, or is not to come back.';
        end if;

        replicas := 0;
      end if;

      if obstacle is not null and is_patient then
        if held_because is null then
          held_since := asked_at;
          held_because := obstacle;

          if obstacle !~ '^paused' then
            perform ${schema}.note_move_event('held', 'backfill', obstacle);
          end if;
        end if;

        commit;
        perform pg_catalog.pg_sleep(0.5);
        continue;
      end if;

      if held_because is not null then
        if held_because !~ '^paused' then
          perform ${schema}.note_move_event(
                    'went_on',
                    'backfill',
                    pg_catalog.format(
                      'after %s seconds',
                      pg_catalog.round(extract(epoch from asked_at - held_since))));
        end if;

        held_because := null;
        held_since := null;
      end if;
    end if;

    began := pg_catalog.clock_timestamp();

    begin
      looked_at := ${schema}.copy_legacy_email_addresses(batch);
      refusals := 0;
    exception
      when lock_not_available or deadlock_detected or serialization_failure then
        refusals := refusals + 1;
        looked_at := null;

        if refusals = 600 then
          raise;
        end if;
    end;

    commit;
    exit when looked_at = 0;

    -- At most doubled or halved at once, so that one slow batch says little.
    took := 1000::double precision * extract(epoch from pg_catalog.clock_timestamp() - began)::double precision;
    -- One type throughout: a procedure that commits finds operators by the path of the session, and a stranger's
    -- operator of two types would be a better match.
    batch := least(
      50000::double precision,
      greatest(
        case when looked_at is null then 10::double precision else 200::double precision end,
        batch::double precision * least(
          2::double precision,
          greatest(
            0.5::double precision,
            batch_milliseconds::double precision / greatest(took, 0.001::double precision)))))::integer;

    if looked_at is null then
      perform pg_catalog.pg_sleep(0.05::double precision + 0.1::double precision * pg_catalog.random());
    elsif rest_milliseconds > 0 then
      perform pg_catalog.pg_sleep(rest_milliseconds::double precision / 1000::double precision);
    end if;
  end loop;
end
$$;

comment on procedure ${schema}.backfill_user_email_addresses(integer, integer, interval) is
'Copies all legacy addresses, batch by batch, each of about so many milliseconds and in a transaction of its own, with a rest after each, while no replica is further behind than so long (10 seconds, where the role may see it). Watch user_email_move_progress(). pii=none';

revoke execute
    on procedure ${schema}.backfill_user_email_addresses(integer, integer, interval)
  from public;
