-- Drop what the move needs. No data is lost: the legacy column has it, or, where it was dropped and is not
-- filled yet, the addresses.

set local lock_timeout = '500ms';

select lock_within_one_timeout(
         array['users', 'user_email_addresses'],
         array['access exclusive', 'access exclusive']);

drop function accept_legacy_conflicts(bigint[], text);
drop function retry_legacy_conflicts(integer);
drop function settle_legacy_conflicts(text);
drop function keep_legacy_email_addresses(bigint[], boolean[], boolean[], boolean[]);
drop function keep_legacy_email_address(bigint, boolean, boolean, boolean);
drop function require_conditions_of_the_move(text, text, text, text);
drop function legacy_email_can_be_evaluated(users);
drop function legacy_email_created_at(users);
drop function legacy_email_confirmed_at(users);
drop function legacy_email_is_institution_managed(users);
drop function legacy_email_is_confirmed(users);
drop function is_blank_email_address(text);
drop function lock_within_one_timeout(text[], text[]);
drop function autovacuum_of(text, text);
drop table user_email_legacy_conflicts;

alter table user_email_addresses
       drop constraint if exists user_email_addresses_one_address_until_contract;

-- Kept where the column was dropped and its values are not back: the addresses are what counts then.
do $$
begin
  if not exists (
         select
           from user_email_move m
          where m.dropped_at is not null) then
    drop function note_move_event(text, text, text);
    drop table user_email_move_events;
    drop table user_email_move;
  else
    perform note_move_event('undone', 'structure');
  end if;
end
$$;

delete
  from useremails_schema_history h
 where h.version = '16';
