-- Copy the addresses that stood before forwarding began.
--
-- Why     New releases are to find every user.
-- Phase   expand. Reads and writes of both sides go on.
-- Locks   row locks on users, as many as a batch, for the time of a batch.
-- Time    one pass over users: about half a minute a million. Ended half-way, it goes on where it stopped.
-- Undo    docs/operations/undo/V21.sql; loses nothing.

call ${schema}.backfill_user_email_addresses();
