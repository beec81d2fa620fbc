-- Drop everything of the module except users. Addresses, their history, and recorded column uses are lost.
-- Fails during a move, and if the application's own objects depend on one of the module's.
--
-- Locks   access exclusive on the module's tables, and on users because of the foreign key.
-- Time    milliseconds. Fails after the lock timeout; run it again.
--
-- First run "drop owned by" for the two roles, if all their privileges in this database come from this module.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;

do $$
begin
  if to_regclass('${schema}.user_email_legacy_conflicts') is not null then
    raise exception 'a move is in progress: undo its steps first'
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'useremails rollback --undo structure';
  end if;
end
$$;

-- Objects that remain after a move.
drop function if exists ${schema}.note_move_event(text, text, text);
drop table if exists ${schema}.user_email_move_events,
                     ${schema}.user_email_move,
                     ${schema}.user_email_contract_waivers,
                     ${schema}.useremails_email_address_history;

-- The columns part.
drop function if exists ${schema}.undo_soft_drop(regclass, name, regrole);
drop function if exists ${schema}.soft_drop_column(regclass, name, regrole);
drop function if exists ${schema}.column_references(regclass, name);
drop function if exists ${schema}.user_email_functions();
drop function if exists ${schema}.observe_column_uses(regclass, name);
drop function if exists ${schema}.statements_that_use_column(regclass, name);
drop function if exists ${schema}.unseen_statements();
drop function if exists ${schema}.readable_statistics_of_statements();
drop function if exists ${schema}.statement_uses_column(text, text, text);
drop function if exists ${schema}.sql_without_comments(text);
drop function if exists ${schema}.record_deprecated_column_use(text, text, text, text, text, text, bigint);
drop table if exists ${schema}.soft_dropped_columns,
                     ${schema}.deprecated_column_observations,
                     ${schema}.deprecated_column_uses,
                     ${schema}.useremails_columns_history;

-- The schema part, in reverse order of creation.
drop function if exists ${schema}.erase_deleted_user();
drop function if exists ${schema}.erase_user_email_addresses(bigint);
drop function if exists ${schema}.erase_everything_about_user(bigint);
drop function if exists ${schema}.withdraw_from_everybody(text[]);
drop function if exists ${schema}.email_addresses_of_a_person(bigint);
drop view if exists ${schema}.user_email_inconsistencies;
drop function if exists ${schema}.user_with_email(text);
drop view if exists ${schema}.user_email_listing,
                    ${schema}.user_email_summary;
drop function if exists ${schema}.claim_user_email_messages(text[], integer, interval, integer);
drop table if exists ${schema}.user_email_outbox;
drop function if exists ${schema}.refuse_next_institution_roster_batch(bigint, text);
drop function if exists ${schema}.apply_next_institution_roster_batch(bigint, integer, timestamptz);
drop function if exists ${schema}.lock_next_institution_roster_users(bigint, integer);
drop function if exists ${schema}.next_institution_roster_releases(bigint, integer);
drop function if exists ${schema}.next_institution_roster_lines(bigint, integer);
drop function if exists ${schema}.apply_institution_roster_releases(bigint, bigint[], timestamptz);
drop function if exists ${schema}.apply_institution_roster_lines(bigint, integer[], timestamptz);
drop function if exists ${schema}.release_institution_managed_email_addresses(bigint, bigint[], timestamptz);
drop function if exists ${schema}.plan_institution_roster(bigint);
drop function if exists ${schema}.join_institution_roster_circles(bigint);
drop function if exists ${schema}.join_institution_roster_lines(bigint, integer[]);
drop function if exists ${schema}.block_institution_roster_lines(bigint, integer[]);
drop function if exists ${schema}.work_out_institution_roster(bigint, integer[]);
drop function if exists ${schema}.add_institution_roster_lines(bigint, integer, text[], text[], text[], text[]);
drop function if exists ${schema}.begin_institution_roster(bigint, timestamptz, timestamptz);
drop table if exists ${schema}.user_email_roster_releases,
                     ${schema}.user_email_roster_lines,
                     ${schema}.user_email_rosters,
                     ${schema}.user_email_institution_members;
drop function if exists ${schema}.expire_user_email_address_history(timestamptz, integer);
drop function if exists ${schema}.minimum_history_retention();
drop function if exists ${schema}.move_user_email_address_history(bigint, bigint);
drop view if exists ${schema}.user_primary_email_periods;
drop function if exists ${schema}.changes_primary_email(${schema}.user_email_address_history);
drop function if exists ${schema}.choose_primary_email_address(bigint);
drop table if exists ${schema}.user_email_confirmations,
                     ${schema}.user_email_withdrawals,
                     ${schema}.user_email_addresses;
drop function if exists ${schema}.record_user_email_address_change();
drop table if exists ${schema}.user_email_address_history,
                     ${schema}.user_email_transactions;
drop function if exists ${schema}.record_commit_of_user_email_addresses();
drop function if exists ${schema}.void_user_email_confirmation();
drop function if exists ${schema}.sweep_entered_email_addresses(timestamptz, integer);
drop function if exists ${schema}.withdraw_noted_email_addresses(timestamptz, integer);
drop function if exists ${schema}.note_entered_primary_email_address();
drop function if exists ${schema}.withdraw_entered_email_address();
drop function if exists ${schema}.refuse_change_without_lock();
drop function if exists ${schema}.require_primary_email_address();
drop function if exists ${schema}.set_updated_at_of_user_email_address();
drop function if exists ${schema}.normalized_email_address(text);
drop function if exists ${schema}.normalized_international_email_address(text);
drop function if exists ${schema}.email_domain_label_in_ascii(text);
drop table if exists ${schema}.useremails_schema_history;
