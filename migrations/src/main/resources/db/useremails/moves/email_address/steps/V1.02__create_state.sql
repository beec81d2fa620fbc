-- Create the tables for the state and the events of the move.
--
-- Why     Old and new releases of the application run side by side, and operators need to see the progress.
-- Locks   access exclusive on the new tables only.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The state of the move. The table already exists if the column was dropped and brought back.
create table if not exists ${schema}.user_email_move (
  only_one       boolean     not null default true,

  -- the backfill: direction, range, position and result
  from_addresses boolean     not null default false,
  first_id       bigint,
  cursor_id      bigint,
  upper_id       bigint,
  looked_at      bigint      not null default 0,
  copied         bigint      not null default 0,

  -- the current or the last run
  run_began_at   timestamptz,
  run_looked_at  bigint      not null default 0,
  last_batch_at  timestamptz,

  -- the pause
  paused_at      timestamptz,
  paused_because text,

  -- times
  started_at     timestamptz,
  finished_at    timestamptz,
  verified_at    timestamptz,
  dropped_at     timestamptz,

  constraint user_email_move_pkey
     primary key (only_one),

  constraint user_email_move_has_one_row
       check (only_one)
);

comment on table ${schema}.user_email_move is
'The state of the move from the legacy column: one row. pii=none';
comment on column ${schema}.user_email_move.only_one is
'Always true. pii=none';
comment on column ${schema}.user_email_move.from_addresses is
'Whether the backfill fills the column from the addresses, because the column was brought back; false if it fills the addresses. pii=none';
comment on column ${schema}.user_email_move.first_id is
'The users.id at which the backfill begins, the smallest at that time; null before it begins. pii=none';
comment on column ${schema}.user_email_move.cursor_id is
'The users.id that the backfill has reached; null before it begins. pii=none';
comment on column ${schema}.user_email_move.upper_id is
'The users.id at which the backfill ends, fixed when it begins: later users are forwarded when they are written. Null before it begins. pii=none';
comment on column ${schema}.user_email_move.looked_at is
'How many users the backfill has processed: a number from 0. pii=none';
comment on column ${schema}.user_email_move.copied is
'How many addresses the backfill has copied, without conflicts: a number from 0. pii=none';
comment on column ${schema}.user_email_move.run_began_at is
'When the current run began, after half a minute or more without a batch; null before the backfill begins. The rate is computed from this time. pii=none';
comment on column ${schema}.user_email_move.run_looked_at is
'How many users had been processed when the current run began: a number from 0. pii=none';
comment on column ${schema}.user_email_move.last_batch_at is
'When the last batch began; null before the backfill begins. pii=none';
comment on column ${schema}.user_email_move.paused_at is
'When the backfill was paused; null if it is not paused. pii=none';
comment on column ${schema}.user_email_move.paused_because is
'The reason for the pause, in the operator''s words; null if it is not paused. pii=none';
comment on column ${schema}.user_email_move.started_at is
'When the backfill began; null before. pii=none';
comment on column ${schema}.user_email_move.finished_at is
'When the backfill ended; null before. pii=none';
comment on column ${schema}.user_email_move.verified_at is
'When the verification passed; null before, and after it was undone. pii=none';
comment on column ${schema}.user_email_move.dropped_at is
'When the legacy column was dropped; null before, and after it was brought back with its values. pii=none';

-- The record for later operators and for monitoring. Kept as long as the table above.
create table if not exists ${schema}.user_email_move_events (
  id          bigint      not null generated always as identity,

  -- the event
  event       text        not null,
  step        text        not null,
  detail      text,

  -- time and role
  happened_at timestamptz not null,
  role_name   text        not null,

  constraint user_email_move_events_pkey
     primary key (id)
);

comment on table ${schema}.user_email_move_events is
'The events of the move: one row for each event. pii=indirect';
comment on column ${schema}.user_email_move_events.id is
'Key of the row, ascending with time. pii=none';
comment on column ${schema}.user_email_move_events.event is
'The kind of event: began, finished, held (by itself), went_on, paused (by an operator), resumed, turned_on, turned_off, undone, accepted, cleared. pii=none';
comment on column ${schema}.user_email_move_events.step is
'The step of the event: structure, forwarding, backfill, verification, contract, conflicts. pii=none';
comment on column ${schema}.user_email_move_events.detail is
'Figures, ids of users, or the operator''s reason; null if there are none. pii=indirect';
comment on column ${schema}.user_email_move_events.happened_at is
'When it happened. pii=none';
comment on column ${schema}.user_email_move_events.role_name is
'The database role that caused the event. pii=indirect';

create or replace function ${schema}.note_move_event(event text, step text, detail text default null)
        returns void
       language sql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
  insert into ${schema}.user_email_move_events (
    event,
    step,
    detail,
    happened_at,
    role_name)
  values (
    note_move_event.event,
    note_move_event.step,
    note_move_event.detail,
    clock_timestamp(),
    -- current_user is the owner of the function.
    coalesce(nullif(current_setting('role'), 'none'), session_user))
$$;

comment on function ${schema}.note_move_event(text, text, text) is
'Records an event of the move: the kind, the step, and a detail or null. pii=none';

revoke execute
    on function ${schema}.note_move_event(text, text, text)
  from public;

-- If the column was dropped and brought back, the addresses take precedence over what was written to it since.
insert into ${schema}.user_email_move
default values
    on conflict on constraint user_email_move_pkey
    do nothing;

update ${schema}.user_email_move as m
   set from_addresses = m.dropped_at is not null,
       first_id = null,
       cursor_id = null,
       upper_id = null,
       looked_at = 0,
       copied = 0,
       run_began_at = null,
       run_looked_at = 0,
       last_batch_at = null,
       paused_at = null,
       paused_because = null,
       started_at = null,
       verified_at = null,
       finished_at = null;
