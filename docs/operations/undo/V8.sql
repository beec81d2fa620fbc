-- Drop pending confirmations; users can request them again.

set local lock_timeout = '500ms';

drop trigger user_email_addresses_void_confirmation on user_email_addresses;
drop function void_user_email_confirmation();
drop table user_email_confirmations;

delete
  from useremails_schema_history h
 where h.version = '8';
