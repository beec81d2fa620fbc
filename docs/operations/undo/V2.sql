-- Drop the function that normalises addresses.

drop function normalized_email_address(text);

delete
  from useremails_schema_history h
 where h.version = '2';
