CREATE OR REPLACE FUNCTION public.copy_legacy_email_addresses(batch integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '500ms'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
declare
  progress        public.user_email_move;
  one             bigint;
  last_id         bigint;
  seen            integer := 0;
  taken           integer := 0;
  apart           bigint[];
  -- A constant is not information about an existing address.
  takes_confirmed constant boolean := lower(btrim($condition$ true $condition$)) not in ('true', 'false');
  takes_managed   constant boolean := lower(btrim($condition$ false $condition$)) not in ('true', 'false');
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
    from public.user_email_move m
     for update;

  if progress.finished_at is not null then
    return 0;
  end if;

  if progress.started_at is null then
    -- Later users are forwarded, and a limit that moves is never reached.
    select coalesce(min(u.id), 0),
           coalesce(min(u.id), 0) - 1,
           coalesce(max(u.id), 0)
      into progress.first_id,
           progress.cursor_id,
           progress.upper_id
      from public.users u;

    perform public.note_move_event('began', 'backfill');
  end if;

  select max(v.happened_at)
    into turned_on_at
    from public.user_email_move_events v
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
      from public.fill_legacy_email_addresses(progress.cursor_id, progress.upper_id, batch) f;
  else
    begin
      with looked as (
             select u.id as id,
                    case when not public.is_blank_email_address(u.email_address) then u.email_address::text end as address,
                    public.normalized_email_address(u.email_address) collate "C" as key,
                    -- The expressions inline, because a function call for each row would cost a tenth of the time.
                    coalesce((true), false) as is_confirmed,
                    coalesce((false), false) as is_managed,
                    (null)::timestamptz as proved_at,
                    (null)::timestamptz as created_at
               from public.users u
              where u.id > progress.cursor_id
                and u.id <= progress.upper_id
              order by u.id
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
                        from public.user_email_addresses e
                       where e.user_id = l.id
                       limit 1) is not null as has_one,
                    (
                      select o.id
                        from public.user_email_addresses o
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
             insert into public.user_email_addresses (
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
                             from public.user_email_addresses e
                            where e.user_id = s.id
                              and e.primary)
                      or (
                           select     takes_confirmed and e.confirmed <> s.is_confirmed
                                   or takes_managed and e.institution_managed <> s.is_managed
                             from public.user_email_addresses e
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
                           from public.user_email_addresses e
                          where e.user_id = l.id
                            and e.primary)
                    or (
                         select     takes_confirmed and e.confirmed <> l.is_confirmed
                                 or takes_managed and e.institution_managed <> l.is_managed
                           from public.user_email_addresses e
                          where e.user_id = l.id
                            and e.primary))
          into last_id,
               seen,
               apart
          from (
                 select u.id as id,
                        case when not public.is_blank_email_address(u.email_address) then u.email_address::text end as address,
                        public.legacy_email_is_confirmed(u) as is_confirmed,
                        public.legacy_email_is_institution_managed(u) as is_managed
                   from public.users u
                  where u.id > progress.cursor_id
                    and u.id <= progress.upper_id
                  order by u.id
                  limit batch
                    for no key update) l;
    end;
  end if;

  for one in
    select u.id
      from public.users u
     where u.id = any(apart)
     order by u.id
       for no key update
  loop
    -- If an address was not written since forwarding was on again, it misses what the row recorded meanwhile.
    is_stale := (
                  select true
                    from public.user_email_address_history h
                   where h.user_id = one
                     and h.changed_at >= turned_on_at
                   limit 1) is not true;

    perform public.keep_legacy_email_address(one, true, is_stale and takes_confirmed, is_stale and takes_managed);

    if exists (
         select
           from public.user_email_addresses e
          where e.user_id = one)
       and not exists (
             select
               from public.user_email_legacy_conflicts c
              where c.user_id = one)
    then
      taken := taken + 1;
    end if;
  end loop;

  -- The obstacle of earlier conflicts may be gone.
  if seen < batch then
    perform public.retry_legacy_conflicts(batch);
  end if;

  update public.user_email_move as m
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
    perform public.note_move_event(
              'finished',
              'backfill',
              format(
                '%s users looked at, %s addresses copied, %s conflicts',
                progress.looked_at,
                progress.copied,
                (
                  select count(*)
                    from public.user_email_legacy_conflicts c)));
  end if;

  return seen;
end
$function$
