-- Make the views read with the rights and the policies of their reader, instead of those of their owner. The reader
-- then needs access to the underlying tables, and sees what their policies show. To undo it, set
-- security_invoker = false, and revoke the grants.

alter view user_email_listing
       set (security_invoker = true);

alter view user_email_summary
       set (security_invoker = true);

grant select (id)
   on users
   to useremails_reader;

grant select
   on user_email_addresses
   to useremails_reader;
