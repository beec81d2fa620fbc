-- Backfill the addresses of users who were written before forwarding began.
--
-- Why     New releases must find every user.
-- Phase   Reads and writes of both sides go on.
-- Locks   row locks on users, as many as a batch, for the time of a batch.
-- Time    one pass over users: about half a minute a million. Ended half-way, it goes on where it stopped. Rests while a
--         replica is behind, a session waits for a lock, autovacuum works, or somebody paused it; slower on request,
--         by the settings below.
-- Undo    undo/3_backfill.sql; loses nothing.

-- The whole call counts as one statement.
set statement_timeout = 0;

-- A client that was killed is noticed at once only where the server can look for it, which some systems cannot.
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
