-- Tie addresses to their users.
--
-- Why     Addresses go with their user, and none may stand without one.
-- Phase   expand.
-- Locks   share row exclusive on users and on user_email_addresses: writers wait, readers do not.
-- Time    milliseconds: "not valid" looks at no row. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V4.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

alter table ${schema}.user_email_addresses
        add constraint user_email_addresses_user_id_fkey
    foreign key (user_id)
 references ${schema}.${users_table} (${users_key})
         on delete cascade
        not valid;
