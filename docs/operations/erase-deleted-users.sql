-- Make every deletion of a row of users an erasure.
--
-- Why     Otherwise the history keeps the addresses of a user whose row was deleted, until somebody calls erase.
-- Locks   share row exclusive on users: its writers wait, its readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    drop trigger users_erase_deleted_user on users; before the module is uninstalled.

set lock_timeout = '500ms';

-- Deferred: the end of the addresses is in the history only after all other triggers have fired.
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
