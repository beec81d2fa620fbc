-- Grant the application and the data team the rights that they need.
--
-- Why     Two roles to grant to login roles: ${app_role} may do what the library does, and
--         ${reader_role} may read the views. Neither owns an object, so neither may run DDL.
-- Phase   optional. Runs again when its text changes.
-- Locks   none on tables.
-- Time    constant.
-- Undo    drop owned by ${app_role}, ${reader_role}; then drop the roles if no other database uses them.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;

-- Roles are shared by all databases of a server: another database or a concurrent run may have created them. PostgreSQL
-- has no "create role if not exists". They are looked up first, because an owner without createrole could not
-- create them even if they exist.
do $$
begin
  if to_regrole('${app_role}') is null then
    create role ${app_role} nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'role ${app_role} does not exist, and role % may not create it', current_user
      using errcode = 'insufficient_privilege',
            hint = 'Ask an administrator to run: create role ${app_role} nologin; create role ${reader_role} nologin. Then run the migrations again.';
end
$$;

do $$
begin
  if to_regrole('${reader_role}') is null then
    create role ${reader_role} nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'role ${reader_role} does not exist, and role % may not create it', current_user
      using errcode = 'insufficient_privilege',
            hint = 'Ask an administrator to run: create role ${app_role} nologin; create role ${reader_role} nologin. Then run the migrations again.';
end
$$;

-- Every right is granted explicitly, because default privileges may have revoked what "public" usually has.
grant usage
   on schema ${schema}
   to ${app_role},
      ${reader_role};

-- Locking a user's row requires the update privilege on one of its columns.
grant select,
      insert,
      update (${users_key})
   on ${schema}.${users_table}
   to ${app_role};

grant select,
      insert,
      update,
      delete
   on ${schema}.user_email_addresses,
      ${schema}.user_email_confirmations,
      ${schema}.user_email_outbox,
      ${schema}.user_email_institution_members,
      ${schema}.user_email_rosters,
      ${schema}.user_email_roster_lines,
      ${schema}.user_email_roster_releases
   to ${app_role};

-- The key may take its values from a sequence. An identity column needs no privilege on its sequence.
do $$
declare
  key_sequence constant text := pg_get_serial_sequence('${schema}.${users_table}', '${users_key}');
begin
  if exists (
       select
         from pg_attribute a
        where a.attrelid = '${schema}.${users_table}'::regclass
          and a.attname = '${users_key}'
          and a.attidentity = '')
     and key_sequence is not null then
    execute format('grant usage on sequence %s to ${app_role}', key_sequence);
  end if;
end
$$;

grant select
   on ${schema}.user_email_listing,
      ${schema}.user_email_summary,
      ${schema}.user_email_inconsistencies
   to ${app_role},
      ${reader_role};

-- Not granted to the application: the view shows the history of all users.
grant select
   on ${schema}.user_primary_email_periods
   to ${reader_role};

-- A view reads tables with the rights of its owner, but calls functions with those of the reader.
grant execute
   on function ${schema}.normalized_email_address(text),
               ${schema}.normalized_international_email_address(text),
               ${schema}.email_domain_label_in_ascii(text),
               ${schema}.user_with_email(text),
               ${schema}.changes_primary_email(${schema}.user_email_address_history)
   to ${app_role},
      ${reader_role};

-- What the library calls, and what those functions call with the rights of the caller.
grant execute
   on function ${schema}.refuse_change_without_lock(),
               ${schema}.choose_primary_email_address(bigint),
               ${schema}.begin_institution_roster(bigint, timestamptz, timestamptz),
               ${schema}.sweep_entered_email_addresses(timestamptz, integer),
               ${schema}.withdraw_noted_email_addresses(timestamptz, integer),
               ${schema}.add_institution_roster_lines(bigint, integer, text[], text[], text[], text[]),
               ${schema}.work_out_institution_roster(bigint, integer[]),
               ${schema}.block_institution_roster_lines(bigint, integer[]),
               ${schema}.join_institution_roster_lines(bigint, integer[]),
               ${schema}.join_institution_roster_circles(bigint),
               ${schema}.plan_institution_roster(bigint),
               ${schema}.release_institution_managed_email_addresses(bigint, bigint[], timestamptz),
               ${schema}.apply_institution_roster_lines(bigint, integer[], timestamptz),
               ${schema}.apply_institution_roster_releases(bigint, bigint[], timestamptz),
               ${schema}.next_institution_roster_lines(bigint, integer),
               ${schema}.next_institution_roster_releases(bigint, integer),
               ${schema}.lock_next_institution_roster_users(bigint, integer),
               ${schema}.apply_next_institution_roster_batch(bigint, integer, timestamptz),
               ${schema}.refuse_next_institution_roster_batch(bigint, text),
               ${schema}.claim_user_email_messages(text[], integer, interval, integer),
               ${schema}.erase_user_email_addresses(bigint),
               ${schema}.erase_everything_about_user(bigint),
               ${schema}.minimum_history_retention(),
               ${schema}.expire_user_email_address_history(timestamptz, integer),
               ${schema}.move_user_email_address_history(bigint, bigint)
   to ${app_role};
