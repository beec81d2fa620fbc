-- Let users be without a primary address again. Takes access exclusive on user_email_addresses: whoever reads it waits,
-- at most for the lock timeout.

set local lock_timeout = '500ms';

drop trigger user_email_addresses_primary_required_after_insert on user_email_addresses;
drop trigger user_email_addresses_primary_required_after_update on user_email_addresses;
drop trigger user_email_addresses_primary_required_after_delete on user_email_addresses;
drop function require_primary_email_address();

delete
  from useremails_schema_history h
 where h.version = '6';
