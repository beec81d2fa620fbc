-- Drop what the move needs. No data is lost: the legacy column has it.

set local lock_timeout = '500ms';

drop function retry_legacy_conflicts(integer);
drop function settle_legacy_conflicts(text);
drop function keep_legacy_email_address(bigint, boolean, boolean, boolean);
drop function require_conditions_of_the_move(text, text);
drop function legacy_email_is_institution_managed(users);
drop function legacy_email_is_confirmed(users);
drop index if exists user_email_addresses_one_address_until_contract_key;
drop table user_email_move;
drop table user_email_legacy_conflicts;

delete
  from useremails_schema_history h
 where h.version = '16';
