-- Grant the application the right to record uses of columns.
--
-- Why     The column guard runs in the application.
-- Phase   optional, after the scripts that create the roles. Runs again when its text changes.
-- Locks   none on tables.
-- Time    constant.
-- Undo    drop owned by ${app_role}.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;

grant execute
   on function ${schema}.record_deprecated_column_use(text, text, text, text, text, text, bigint)
   to ${app_role};
