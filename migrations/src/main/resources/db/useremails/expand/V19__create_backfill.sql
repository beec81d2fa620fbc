-- Have a way to copy the addresses that stood before forwarding began.
--
-- Why     Forwarding sees only what is written; most users write nothing for months.
-- Phase   expand. Nothing is copied yet.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V19.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

select ${schema}.require_conditions_of_the_move(
         $condition$ ${legacy_confirmed} $condition$,
         $condition$ ${legacy_institution_managed} $condition$);

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
            set search_path = pg_catalog, ${schema}
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

  update ${schema}.${users_table} as u
     set ${legacy_column} = e.email_address
    from ${schema}.user_email_addresses e
   where u.${users_key} = any(ids)
     and e.user_id = u.${users_key}
     and e.primary
     and u.${legacy_column}::text collate "C" is distinct from e.email_address;

  get diagnostics taken = row_count;
  -- Who has no address, and was given one in the column before forwarding was back.
  select array_agg(u.${users_key})
    into apart
    from ${schema}.${users_table} u
   where u.${users_key} = any(ids)
     and u.${legacy_column}::text collate "C" ~ '[^[:space:]]'
     and not exists (
           select
             from ${schema}.user_email_addresses e
            where e.user_id = u.${users_key});

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
            set search_path = pg_catalog, ${schema}
            set lock_timeout = '${lock_timeout}'
as $$
declare
  progress   ${schema}.user_email_move;
  one        bigint;
  last_id    bigint;
  seen       integer := 0;
  taken      integer := 0;
  apart      bigint[];
begin
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
    select coalesce(min(u.${users_key}), 0) - 1,
           coalesce(max(u.${users_key}), 0)
      into progress.cursor_id,
           progress.upper_id
      from ${schema}.${users_table} u;
  end if;

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
                    case when u.${legacy_column}::text collate "C" ~ '[^[:space:]]' then u.${legacy_column}::text end as address,
                    ${schema}.normalized_email_address(u.${legacy_column}) collate "C" as key,
                    -- The conditions themselves: a call of their functions for each row would cost a tenth.
                    coalesce((${legacy_confirmed}), false) as is_confirmed,
                    coalesce((${legacy_institution_managed}), false) as is_managed
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
                                   l.id) as place
               from looked l),
           kept as (
             insert into ${schema}.user_email_addresses (
               user_id,
               email_address,
               normalized_email_address,
               "primary",
               confirmed,
               institution_managed)
             select l.id,
                    l.address,
                    l.key,
                    true,
                    l.is_confirmed,
                    l.is_managed
               from placed l
              where l.address is not null
                and octet_length(l.key) <= 2000
                and (   l.place = 1
                     or not (l.is_confirmed or l.is_managed))
                and not exists (
                      select
                        from ${schema}.user_email_addresses e
                       where e.user_id = l.id)
                and not exists (
                      select
                        from ${schema}.user_email_addresses o
                       where o.normalized_email_address = l.key
                         and (o.confirmed or o.institution_managed))
             returning user_id)
      select max(l.id),
             count(*),
             count(k.user_id),
             array_agg(l.id order by l.id) filter (
               where k.user_id is null
                 and l.address is distinct from (
                       select e.email_address
                         from ${schema}.user_email_addresses e
                        where e.user_id = l.id
                          and e.primary))
        into last_id,
             seen,
             taken,
             apart
        from looked l
        left
        join kept k
          on k.user_id = l.id;
    exception
      -- Somebody came in the way at this moment, or a row cannot be kept at all. The batch is gone through
      -- one by one: "on conflict" would cost each of the others a sixth.
      when integrity_constraint_violation or program_limit_exceeded or data_exception then
        select max(l.id),
               count(*),
               array_agg(l.id order by l.id)
          into last_id,
               seen,
               apart
          from (
                 select u.${users_key} as id
                   from ${schema}.${users_table} u
                  where u.${users_key} > progress.cursor_id
                    and u.${users_key} <= progress.upper_id
                  order by u.${users_key}
                  limit batch) l;
    end;
  end if;

  for one in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} = any(apart)
     order by u.${users_key}
       for no key update
  loop
    perform ${schema}.keep_legacy_email_address(one, true, false, false);
    taken := taken + 1;
  end loop;

  -- What stood in the way at the time may have moved since.
  if seen < batch then
    perform ${schema}.retry_legacy_conflicts(batch);
  end if;

  update ${schema}.user_email_move as m
     set cursor_id = coalesce(last_id, progress.upper_id),
         upper_id = progress.upper_id,
         looked_at = m.looked_at + seen,
         copied = m.copied + taken,
         started_at = coalesce(m.started_at, now()),
         finished_at = case when seen < batch then clock_timestamp() end;

  return seen;
end
$$;

comment on function ${schema}.copy_legacy_email_addresses(integer) is
'Copies the legacy addresses of the next users, at most so many, and returns how many it looked at; 0 when all are done. One transaction of the caller. pii=none';

revoke execute
    on function ${schema}.copy_legacy_email_addresses(integer)
  from public;

-- Commits each batch, so it must be called outside of a transaction. It may be ended at any moment, and
-- goes on where it stopped. A batch has as many users as fit its time; a row that somebody holds for long is
-- waited for with pauses.
create procedure ${schema}.backfill_user_email_addresses(batch_milliseconds integer default 200)
       language plpgsql
as $$
declare
  batch     integer := 500;
  looked_at integer;
  refusals  integer := 0;
  began     timestamptz;
  took      double precision;
begin
  loop
    began := clock_timestamp();

    begin
      looked_at := ${schema}.copy_legacy_email_addresses(batch);
      refusals := 0;
    exception
      when lock_not_available or deadlock_detected then
        refusals := refusals + 1;
        looked_at := null;

        if refusals = 600 then
          raise;
        end if;
    end;

    commit;
    exit when looked_at = 0;

    -- At most doubled or halved at once, so that one slow batch says little.
    took := 1000 * extract(epoch from clock_timestamp() - began);
    batch := least(50000, greatest(10, batch * least(2, greatest(0.5, batch_milliseconds / greatest(took, 0.001)))));

    if looked_at is null then
      perform pg_catalog.pg_sleep(0.05 + 0.1 * pg_catalog.random());
    end if;
  end loop;
end
$$;

comment on procedure ${schema}.backfill_user_email_addresses(integer) is
'Copies all legacy addresses, batch by batch, each of about so many milliseconds and in a transaction of its own. Watch user_email_move. pii=none';

revoke execute
    on procedure ${schema}.backfill_user_email_addresses(integer)
  from public;
