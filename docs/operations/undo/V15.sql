-- Drop the functions that erase and expire. No data is lost. A trigger that calls erase_deleted_user() is in the way:
-- drop it first.

set local lock_timeout = '500ms';

drop function erase_deleted_user();
drop function erase_user_email_addresses(bigint);
drop function erase_everything_about_user(bigint);
drop function withdraw_from_everybody(text[]);
drop function email_addresses_of_a_person(bigint);
drop index user_email_address_history_normalized_email_address_idx;
drop function expire_user_email_address_history(timestamptz, integer);
drop function minimum_history_retention();

delete
  from useremails_schema_history h
 where h.version = '15';
