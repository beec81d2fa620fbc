-- Take the views and the function of the data team away. No data is lost.

set local lock_timeout = '500ms';

drop function user_with_email(text);
drop view user_email_listing,
          user_email_summary;

delete
  from useremails_schema_history h
 where h.version = '7';
