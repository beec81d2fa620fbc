-- Create the function that copies addresses.
--
-- Why     Forwarding covers only what is written, and most users are not written for months.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Copies the next users. Locking their rows protects concurrent changes: otherwise the old value would be copied and
-- forwarded back over the new one. A session that waits for one of the rows waits for the whole batch, and for
-- everything the batch waits for. So the batch waits for only a fifth of the lock timeout.
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
  -- A constant is not information about an existing address.
  takes_confirmed constant boolean := lower(btrim($condition$ ${legacy_confirmed} $condition$)) not in ('true', 'false');
  takes_managed   constant boolean := lower(btrim($condition$ ${legacy_institution_managed} $condition$)) not in ('true', 'false');
  turned_on_at    timestamptz;
  is_stale        boolean;
begin
  -- A snapshot older than the row lock would miss what was written before the lock was acquired.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'addresses can be copied only at isolation level read committed, but this transaction is %',
        current_setting('transaction_isolation')
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Use: begin isolation level read committed';
  end if;

  perform set_config('lock_timeout', greatest(1, s.setting::integer / 5)::text, true)
     from pg_settings s
    where s.name = 'lock_timeout';

  -- A batch lost in a server crash is copied again, so the commit need not wait for the disk.
  perform set_config('synchronous_commit', 'off', true);

  -- Of two concurrent calls, one waits for the other's batch.
  select m.*
    into progress
    from ${schema}.user_email_move m
     for update;

  if progress.finished_at is not null then
    return 0;
  end if;

  if progress.started_at is null then
    -- Later users are forwarded, and a limit that moves is never reached.
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
                    -- The expressions inline, because a function call for each row would cost a tenth of the time.
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
           -- If several users of the batch claim one address, the first gets it.
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
      -- Another transaction interfered, or a row cannot be stored. Processes the users one by one, because "on
      -- conflict" would slow down all others by a sixth.
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
    -- If an address was not written since forwarding was on again, it misses what the row recorded meanwhile.
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

  -- The obstacle of earlier conflicts may be gone.
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
'Copies the legacy addresses of the next users, up to the given number, and returns how many it processed; 0 when all are done. Runs in the caller''s transaction. pii=none';

revoke execute
    on function ${schema}.copy_legacy_email_addresses(integer)
  from public;
