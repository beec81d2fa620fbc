-- Drop the history of addresses. What they are now stays.

set local lock_timeout = '500ms';

drop trigger user_email_addresses_record_added_and_removed on user_email_addresses;
drop trigger user_email_addresses_record_changed on user_email_addresses;
drop function record_user_email_address_change();
drop view user_primary_email_periods;
drop function changes_primary_email(user_email_address_history);
drop table user_email_address_history;

delete
  from useremails_schema_history h
 where h.version = '10';
