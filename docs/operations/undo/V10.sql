-- Drop the history of addresses. What they are now stays.

set local lock_timeout = '500ms';

drop trigger user_email_addresses_add_history_after_insert on user_email_addresses;
drop trigger user_email_addresses_add_history_after_update on user_email_addresses;
drop trigger user_email_addresses_add_history_after_delete on user_email_addresses;
drop function record_user_email_address_change();
drop view user_primary_email_periods;
drop function changes_primary_email(user_email_address_history);
drop table user_email_address_history;
drop table user_email_transactions;
drop function record_commit_of_user_email_addresses();

delete
  from useremails_schema_history h
 where h.version = '10';
