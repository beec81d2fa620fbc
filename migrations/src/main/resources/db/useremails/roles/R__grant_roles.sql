-- Give the application and the data team no more than they need.
--
-- Why     Two roles to grant to login roles: ${app_role} may do what the library does, and
--         ${reader_role} may read the views. Neither owns anything, so neither may run DDL.
-- Phase   optional: this folder is a location of its own. Runs again when its text changes.
-- Locks   none on tables.
-- Time    constant.
-- Undo    drop owned by ${app_role}, ${reader_role}; drop role ${app_role}, ${reader_role}.

set local lock_timeout = '${lock_timeout}';

-- Roles belong to the whole server: another database of it, or a run at the same moment, may have
-- made them already. PostgreSQL has no "create role if not exists".
do $$
begin
  create role ${app_role} nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;

do $$
begin
  create role ${reader_role} nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;

grant usage
   on schema ${schema}
   to ${app_role},
      ${reader_role};

-- Locking a user's row asks for the right to update some column of it.
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

grant select
   on ${schema}.user_email_listing,
      ${schema}.user_email_summary,
      ${schema}.user_primary_email_periods,
      ${schema}.user_email_inconsistencies
   to ${app_role},
      ${reader_role};

grant execute
   on function ${schema}.normalized_email_address(text),
               ${schema}.user_with_email(text)
   to ${app_role},
      ${reader_role};

grant execute
   on function ${schema}.erase_user_email_addresses(bigint),
               ${schema}.expire_user_email_address_history(timestamptz, integer),
               ${schema}.move_user_email_address_history(bigint, bigint),
               ${schema}.record_deprecated_column_use(text, text, text, text, text, text, bigint)
   to ${app_role};

-- Only while the move is going on.
do $$
begin
  if to_regclass('${schema}.user_email_addresses_with_legacy') is not null then
    grant select
       on ${schema}.user_email_addresses_with_legacy
       to ${app_role};
  end if;
end
$$;
