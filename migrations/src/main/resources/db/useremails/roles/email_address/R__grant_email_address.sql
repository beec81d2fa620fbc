-- Grant the application read access to addresses that are not copied yet.
--
-- Why     A new release that reads before the end of the backfill reads the legacy column too.
-- Phase   optional, after the scripts that create the roles. Runs again when its text changes.
-- Locks   none on tables.
-- Time    constant.
-- Undo    drop owned by ${app_role}.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;

-- The contract drops this view.
do $$
begin
  if to_regclass('${schema}.user_email_addresses_with_legacy') is not null then
    grant select
       on ${schema}.user_email_addresses_with_legacy
       to ${app_role};

    grant execute
       on function ${schema}.is_blank_email_address(text),
                   ${schema}.legacy_email_is_confirmed(${schema}.${users_table}),
                   ${schema}.legacy_email_is_institution_managed(${schema}.${users_table}),
                   ${schema}.legacy_email_confirmed_at(${schema}.${users_table}),
                   ${schema}.legacy_email_created_at(${schema}.${users_table})
       to ${app_role};
  end if;
end
$$;
