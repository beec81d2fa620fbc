-- Let the views read with the rights and the policies of their reader, instead of those of their owner. The reader
-- then needs the tables below the views, and sees what the policies on the tables show. Take it back with
-- security_invoker = false, and by revoking the grants.

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
