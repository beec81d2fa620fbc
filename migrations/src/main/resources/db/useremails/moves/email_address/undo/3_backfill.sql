-- Reset the backfill, so that it can run again. Copied addresses stay, and are not copied twice. Its counters
-- restart at 0.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

update ${schema}.user_email_move as m
   set first_id = null,
       cursor_id = null,
       upper_id = null,
       looked_at = 0,
       copied = 0,
       run_began_at = null,
       run_looked_at = 0,
       last_batch_at = null,
       started_at = null,
       finished_at = null
 where m.started_at is not null;

select ${schema}.note_move_event('undone', 'backfill');

delete
  from ${schema}.useremails_email_address_history h
 where h.version = '3';
