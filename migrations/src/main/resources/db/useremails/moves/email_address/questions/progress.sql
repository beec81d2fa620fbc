-- How far is the move? One row: the last step that began, whether both sides are synchronized, how far the backfill is
-- by the ids, how many users it processes a second, when it ends at that rate, and why it waits. Reads only the
-- tables of the move, so it can run often.
select p.step,
       p.forwarding,
       p.percent,
       p.users_a_second,
       p.ends_about,
       p.resting,
       p.looked_at,
       p.copied,
       p.conflicts,
       p.started_at,
       p.finished_at
  from ${schema}.user_email_move_progress() p;
