-- Drop the functions that copy. No data is lost.

drop procedure backfill_user_email_addresses(integer, integer, interval);
drop function user_email_move_progress();
drop function resume_user_email_move();
drop function pause_user_email_move(text);
drop function user_email_backfill_obstacle(interval, integer);
drop function user_email_replicas();
drop function copy_legacy_email_addresses(integer);
drop function fill_legacy_email_addresses(bigint, bigint, integer);

delete
  from useremails_schema_history h
 where h.version = '19';
