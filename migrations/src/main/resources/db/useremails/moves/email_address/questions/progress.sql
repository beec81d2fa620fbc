-- Where is the move? One row: the last step that was begun, whether both sides are kept alike, how far the backfill is
-- by the ids, how many users a second, when it ends at that rate, and why it rests. No table but those of the move is
-- read, so ask as often as you like.
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
