-- Forward again after an emergency stop, and have everything copied from the column once more: what was
-- written to the addresses meanwhile is lost, what was written to the column counts.
--
-- It takes the forwarding back as far as V17, so that "migrate" makes it anew, copies and verifies. Run it
-- with psql, in a transaction; then "flyway migrate".

set local lock_timeout = '500ms';

drop view user_email_addresses_with_legacy;
drop trigger users_forward_email_address_after_insert on users;
drop trigger users_forward_email_address_after_update on users;
drop trigger users_refuse_truncate_while_forwarding on users;
drop trigger user_email_addresses_forward_primary_after_insert on user_email_addresses;
drop trigger user_email_addresses_forward_primary_after_update on user_email_addresses;
drop trigger user_email_addresses_clear_legacy_after_delete on user_email_addresses;
drop trigger user_email_addresses_clear_legacy_after_update on user_email_addresses;
drop trigger user_email_addresses_settle_conflicts_after_delete on user_email_addresses;
drop trigger user_email_addresses_settle_conflicts_after_update on user_email_addresses;
drop trigger user_email_addresses_refuse_truncate_while_forwarding on user_email_addresses;
drop function free_email_address();
drop function clear_legacy_email_address();
drop function forward_primary_email_address();
drop function refuse_truncate_while_forwarding();
drop function forward_legacy_email_address();
drop procedure backfill_user_email_addresses(integer);
drop function copy_legacy_email_addresses(integer);
drop function fill_legacy_email_addresses(bigint, bigint, integer);
drop function user_email_contract_obstacles();
drop function user_email_move_problems();

update user_email_move as m
   set cursor_id = null,
       upper_id = null,
       started_at = null,
       finished_at = null
 where m.only_one;

delete
  from useremails_schema_history h
 where h.version in ('17', '18', '19', '20', '21', '22');
