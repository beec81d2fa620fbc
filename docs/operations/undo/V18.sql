-- End the forwarding of what is written to the addresses. Nothing but the legacy side may be written from
-- now on. No data is lost.

set local lock_timeout = '500ms';

drop view if exists user_email_addresses_with_legacy;
drop trigger if exists user_email_addresses_forward_primary_after_insert on user_email_addresses;
drop trigger if exists user_email_addresses_forward_primary_after_update on user_email_addresses;
drop trigger if exists user_email_addresses_clear_legacy_after_delete on user_email_addresses;
drop trigger if exists user_email_addresses_clear_legacy_after_update on user_email_addresses;
drop trigger if exists user_email_addresses_settle_conflicts_after_delete on user_email_addresses;
drop trigger if exists user_email_addresses_settle_conflicts_after_update on user_email_addresses;
drop trigger if exists user_email_addresses_refuse_truncate_while_forwarding on user_email_addresses;
drop function forget_legacy_email_address(bigint);
drop function free_email_address();
drop function clear_legacy_email_address();
drop function forward_primary_email_address();
drop function take_legacy_email_address(text, bigint);
drop function write_legacy_email_address(bigint, text, boolean, timestamptz, boolean, bigint);
drop function empty_legacy_email_address(bigint);

select note_move_event('undone', 'forwarding', 'from the addresses');

delete
  from useremails_schema_history h
 where h.version = '18';
