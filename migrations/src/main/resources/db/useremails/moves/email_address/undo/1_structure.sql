-- Drop the objects of the move. No addresses are lost: the legacy column has them or, if it was dropped and is not
-- filled yet, user_email_addresses. Waivers of the contract are lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

do $$
begin
  if to_regprocedure('${schema}.lock_within_one_timeout(text[], text[])') is not null then
    perform ${schema}.lock_within_one_timeout(
              array['${users_table}', 'user_email_addresses'],
              array['access exclusive', 'access exclusive']);
  end if;
end
$$;

drop function if exists ${schema}.user_email_contract_obstacles(interval);
drop function if exists ${schema}.user_email_contract_wait();
drop function if exists ${schema}.waive_contract_check(text, text);
drop table if exists ${schema}.user_email_contract_waivers;
drop function if exists ${schema}.user_email_move_problems();
drop function if exists ${schema}.user_email_forwarding_faults();
drop procedure if exists ${schema}.backfill_user_email_addresses(integer, integer, interval);
drop function if exists ${schema}.user_email_move_progress();
drop function if exists ${schema}.resume_user_email_move();
drop function if exists ${schema}.pause_user_email_move(text);
drop function if exists ${schema}.user_email_backfill_obstacle(interval, integer);
drop function if exists ${schema}.user_email_replicas();
drop function if exists ${schema}.copy_legacy_email_addresses(integer);
drop function if exists ${schema}.fill_legacy_email_addresses(bigint, bigint, integer);
drop function if exists ${schema}.accept_legacy_conflicts(bigint[], text);
drop function if exists ${schema}.retry_legacy_conflicts(integer);
drop function if exists ${schema}.settle_legacy_conflicts(text);
drop function if exists ${schema}.keep_legacy_email_addresses(bigint[], boolean[], boolean[], boolean[]);
drop function if exists ${schema}.keep_legacy_email_address(bigint, boolean, boolean, boolean);
drop function if exists ${schema}.require_conditions_of_the_move(text, text, text, text);
drop function if exists ${schema}.legacy_email_can_be_evaluated(${schema}.${users_table});
drop function if exists ${schema}.legacy_email_created_at(${schema}.${users_table});
drop function if exists ${schema}.legacy_email_confirmed_at(${schema}.${users_table});
drop function if exists ${schema}.legacy_email_is_institution_managed(${schema}.${users_table});
drop function if exists ${schema}.legacy_email_is_confirmed(${schema}.${users_table});
drop function if exists ${schema}.is_blank_email_address(text);
drop function if exists ${schema}.lock_within_one_timeout(text[], text[]);
drop function if exists ${schema}.autovacuum_of(text, text);
drop table if exists ${schema}.user_email_legacy_conflicts;

alter table ${schema}.user_email_addresses
       drop constraint if exists user_email_addresses_one_address_until_contract;

-- Kept if the column was dropped and its values are not back: then the addresses take precedence.
do $$
begin
  if not exists (
         select
           from ${schema}.user_email_move m
          where m.dropped_at is not null) then
    drop function if exists ${schema}.note_move_event(text, text, text);
    drop table if exists ${schema}.user_email_move_events;
    drop table if exists ${schema}.user_email_move;
  else
    perform ${schema}.note_move_event('undone', 'structure');
  end if;
end
$$;

delete
  from ${schema}.useremails_email_address_history h
 where h.version ~ '^1([.]|$)'
    or h.script like '%R\_\_grant\_email\_address.sql';
