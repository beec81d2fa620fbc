-- Create the trigger that erases deleted users.
--
-- Why     Otherwise the history keeps the addresses of a deleted user until the application calls erase.
-- Locks   share row exclusive on users: its writers wait, its readers do not.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    drop trigger users_erase_deleted_user on users; required before the module is uninstalled.

set lock_timeout = '500ms';

-- Deferred, because the removal of the addresses is recorded only after all other triggers have fired.
create constraint trigger users_erase_deleted_user
    after delete
       on users
          deferrable initially deferred
 for each row
  execute function erase_deleted_user();

comment on trigger users_erase_deleted_user
     on users is
'A deleted user has no history.';

reset lock_timeout;
