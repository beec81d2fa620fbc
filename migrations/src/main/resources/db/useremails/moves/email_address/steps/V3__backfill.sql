-- Backfill the addresses of users who were last written before forwarding began.
--
-- Why     Lookups of new releases must find every user.
-- Phase   both sides can be read and written.
-- Locks   row locks on the users of a batch, for the duration of the batch.
-- Time    one pass over users: about half a minute for a million. If it is ended, the next run continues where it
--         stopped. It waits while a replica is behind, a session waits for a lock, autovacuum is running, or an
--         operator has paused it. The settings below slow it down.
-- Undo    undo/3_backfill.sql; loses nothing.

-- The whole call counts as one statement.
set statement_timeout = 0;

-- The server notices a killed client at once only if it can poll the connection, which not every system supports.
do /* useremails */ $$
begin
  perform pg_catalog.set_config('client_connection_check_interval', '1s', false);
exception
  when invalid_parameter_value then
    null;
end
$$;

call ${schema}.backfill_user_email_addresses(
       coalesce(nullif(pg_catalog.current_setting('useremails.batch_milliseconds', true), '')::integer, 200),
       coalesce(nullif(pg_catalog.current_setting('useremails.rest_milliseconds', true), '')::integer, 0),
       nullif(pg_catalog.current_setting('useremails.maximum_lag', true), '')::interval);

reset client_connection_check_interval;
reset statement_timeout;
