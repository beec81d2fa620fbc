-- Create the function that reports the progress of the move.
--
-- Why     Operators and monitoring call it often, so it reads no table of the application.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- For monitoring: reads only the tables of the move.
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
  parts  bigint;
  latest ${schema}.user_email_move_events;
begin
  select w.*
    into m
    from ${schema}.user_email_move w;

  -- The triggers exist once forwarding has begun; an emergency stop keeps them, and empties the functions they call.
  select bool_and(g.tgenabled in ('O', 'A') and p.prosrc ~ '(perform|update|select) '),
         count(*)
    into is_on,
         parts
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
            -- While the column is being brought back, its forwarding is on.
            when m.dropped_at is not null and is_on is null then 'contract'
            when is_on is null then 'structure'
            when m.started_at is null and m.finished_at is null then 'forwarding'
            when m.finished_at is null then 'backfill'
            when m.verified_at is not null then 'verification'
            else 'backfill'
          end;
  forwarding := case
                  when is_on is null then 'not begun'
                  when is_on and parts < 6 then 'from the column only'
                  when is_on then 'on'
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
  -- Assumes that the remaining ids have as many users as those before.
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
'The progress of the move: one row, with the last step that began, whether both sides are synchronized, how far the backfill is by the ids, its rate and estimated end, and why it waits. pii=none';

revoke execute
    on function ${schema}.user_email_move_progress()
  from public;
