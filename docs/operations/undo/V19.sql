-- Drop the functions that copy. No data is lost.

drop procedure backfill_user_email_addresses(integer);
drop function copy_legacy_email_addresses(integer);
drop function fill_legacy_email_addresses(bigint, bigint, integer);

delete
  from useremails_schema_history h
 where h.version = '19';
