-- Let unconfirmed rows stay when somebody else confirms the address. No data is lost.

set local lock_timeout = '500ms';

drop trigger user_email_addresses_withdraw_entered_after_insert on user_email_addresses;
drop trigger user_email_addresses_withdraw_entered_after_update on user_email_addresses;
drop trigger user_email_addresses_note_entered_primary_after_insert on user_email_addresses;
drop trigger user_email_addresses_note_entered_primary_after_update on user_email_addresses;
drop function sweep_entered_email_addresses(timestamptz, integer);
drop function withdraw_noted_email_addresses(timestamptz, integer);
drop function note_entered_primary_email_address();
drop function withdraw_entered_email_address();
drop function choose_primary_email_address(bigint);
drop table user_email_withdrawals;

delete
  from useremails_schema_history h
 where h.version = '9';
