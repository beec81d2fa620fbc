-- Check the rows that stood before the reference to users.
--
-- Why     A reference that is not validated promises nothing about older rows.
-- Phase   expand.
-- Locks   share update exclusive on user_email_addresses, row share on users: nobody waits.
-- Time    one pass over user_email_addresses, which is empty at this step.
-- Undo    docs/operations/undo/V4.sql takes both back.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

      alter table ${schema}.user_email_addresses
validate constraint user_email_addresses_user_id_fkey;
