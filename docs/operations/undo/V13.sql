-- Drop the outbox, with what was not delivered.

set local lock_timeout = '500ms';

drop function claim_user_email_messages(text[], integer, interval, integer);
drop table user_email_outbox;

delete
  from useremails_schema_history h
 where h.version = '13';
