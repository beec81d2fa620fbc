-- Drop the function that moves the history in a merge. No data is lost.

drop function move_user_email_address_history(bigint, bigint);

delete
  from useremails_schema_history h
 where h.version = '12';
