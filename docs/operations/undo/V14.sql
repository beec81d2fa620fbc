-- Drop the report of inconsistencies. No data is lost.

set local lock_timeout = '500ms';

drop view user_email_inconsistencies;

delete
  from useremails_schema_history h
 where h.version = '14';
