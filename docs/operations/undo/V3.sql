-- Drop the table with the addresses in it.

set local lock_timeout = '500ms';

drop function refuse_change_without_lock();
drop table user_email_addresses;
drop function set_updated_at_of_user_email_address();

delete
  from useremails_schema_history h
 where h.version = '3';
