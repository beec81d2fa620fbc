-- Drop the functions that erase and expire. No data is lost.

drop function erase_user_email_addresses(bigint);
drop function expire_user_email_address_history(timestamptz, integer);

delete
  from useremails_schema_history h
 where h.version = '15';
