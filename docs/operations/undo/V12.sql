-- Drop the function that gives the history to another user in a merge. No data is lost.

drop function move_user_email_address_history(bigint, bigint);

delete
  from useremails_schema_history h
 where h.version = '12';
