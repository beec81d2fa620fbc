-- Create the state and the events of the move.
--
-- Why     Old and new releases of the application run side by side, and an operator must see how far the move is.
-- Locks   access exclusive on the new tables only.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Where the move stands. The table is there already where the column was dropped and is back.
create table if not exists ${schema}.user_email_move (
  only_one       boolean     not null default true,

  -- the backfill: which way, from where, to where, and what came of it
  from_addresses boolean     not null default false,
  first_id       bigint,
  cursor_id      bigint,
  upper_id       bigint,
  looked_at      bigint      not null default 0,
  copied         bigint      not null default 0,

  -- the run that goes on, or was the last
  run_began_at   timestamptz,
  run_looked_at  bigint      not null default 0,
  last_batch_at  timestamptz,

  -- why it rests
  paused_at      timestamptz,
  paused_because text,

  -- when
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
'Where the move from the legacy column stands: one row. pii=none';
comment on column ${schema}.user_email_move.only_one is
'Always true. pii=none';
comment on column ${schema}.user_email_move.from_addresses is
'Whether the backfill fills the column from the addresses, since the column was brought back; false where it fills the addresses. pii=none';
comment on column ${schema}.user_email_move.first_id is
'From which users.id the backfill goes, the smallest when it began; null before it begins. pii=none';
comment on column ${schema}.user_email_move.cursor_id is
'Up to which users.id the backfill has come; null before it begins. pii=none';
comment on column ${schema}.user_email_move.upper_id is
'Up to which users.id it goes, fixed when it begins: later users are forwarded when they are written. Null before it begins. pii=none';
comment on column ${schema}.user_email_move.looked_at is
'How many users the backfill has looked at: a number from 0. pii=none';
comment on column ${schema}.user_email_move.copied is
'How many addresses it has copied, without those that are in conflict: a number from 0. pii=none';
comment on column ${schema}.user_email_move.run_began_at is
'When it last went on after half a minute or more without a batch; null before it begins. Its rate is counted from there. pii=none';
comment on column ${schema}.user_email_move.run_looked_at is
'How many users it had looked at by then: a number from 0. pii=none';
comment on column ${schema}.user_email_move.last_batch_at is
'When its last batch began; null before it begins. pii=none';
comment on column ${schema}.user_email_move.paused_at is
'Since when it is paused; null while it is not. pii=none';
comment on column ${schema}.user_email_move.paused_because is
'Why it is paused, in the words of the one who paused it; null while it is not. pii=none';
comment on column ${schema}.user_email_move.started_at is
'When the backfill began; null before. pii=none';
comment on column ${schema}.user_email_move.finished_at is
'When the backfill ended; null before. pii=none';
comment on column ${schema}.user_email_move.verified_at is
'When the verification passed; null before, and when it was taken back. pii=none';
comment on column ${schema}.user_email_move.dropped_at is
'When the legacy column was dropped; null before, and when it is back with its values. pii=none';

-- What was done, for those who come later and for monitoring. Kept as long as the table above.
create table if not exists ${schema}.user_email_move_events (
  id          bigint      not null generated always as identity,

  -- what
  event       text        not null,
  step        text        not null,
  detail      text,

  -- when, and the role
  happened_at timestamptz not null,
  role_name   text        not null,

  constraint user_email_move_events_pkey
     primary key (id)
);

comment on table ${schema}.user_email_move_events is
'What was done in the move: one row for each event. pii=indirect';
comment on column ${schema}.user_email_move_events.id is
'Key of the row; larger is later. pii=none';
comment on column ${schema}.user_email_move_events.event is
'What happened: began, finished, held (by itself), went_on, paused (by somebody), resumed, turned_on, turned_off, undone, accepted, cleared. pii=none';
comment on column ${schema}.user_email_move_events.step is
'To which step: structure, forwarding, backfill, verification, contract, conflicts. pii=none';
comment on column ${schema}.user_email_move_events.detail is
'Figures, ids of users, or a reason in the words of the one who acted; null where there is nothing to say. pii=indirect';
comment on column ${schema}.user_email_move_events.happened_at is
'When it happened. pii=none';
comment on column ${schema}.user_email_move_events.role_name is
'The database role that did it. pii=indirect';

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
    -- The current user is the owner of the function.
    coalesce(nullif(current_setting('role'), 'none'), session_user))
$$;

comment on function ${schema}.note_move_event(text, text, text) is
'Writes down what was done in the move: which event, of which step, and a detail or null. pii=none';

revoke execute
    on function ${schema}.note_move_event(text, text, text)
  from public;

-- Where the column was dropped and is back, the addresses are
-- what counts, whatever was written to it meanwhile.
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
