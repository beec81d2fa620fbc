-- Untie the addresses from their users. Takes access exclusive on users and on user_email_addresses for milliseconds.

set local lock_timeout = '500ms';

alter table user_email_addresses
       drop constraint user_email_addresses_user_id_fkey;

delete
  from useremails_schema_history h
 where h.version in ('4', '5');
